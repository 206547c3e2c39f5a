import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.runner.Description;
import org.junit.runner.JUnitCore;
import org.junit.runner.notification.Failure;
import org.junit.runner.notification.RunListener;

/**
 * Runs JUnit 4 classes and writes what happens to a file, a line an event, at once: after a hang or
 * a crash the file tells which test ran. A line: event, test, more, with tabs between; line ends in
 * `more` are written as a backslash and an n.
 */
public final class RunTests extends RunListener {
    private final PrintStream results;
    private boolean broken;
    private long began;

    private RunTests(PrintStream results) {
        this.results = results;
    }

    /** The file of results, then the names of the classes; abstract ones are left out. */
    public static void main(String[] arguments) throws Exception {
        PrintStream results =
                new PrintStream(new FileOutputStream(arguments[0]), true, StandardCharsets.UTF_8);
        List<Class<?>> classes = new ArrayList<>();
        for (int index = 1; index < arguments.length; index++) {
            Class<?> found = Class.forName(arguments[index]);
            if (!Modifier.isAbstract(found.getModifiers())) {
                classes.add(found);
            }
        }
        RunTests listener = new RunTests(results);
        JUnitCore core = new JUnitCore();
        core.addListener(listener);
        core.run(classes.toArray(new Class<?>[0]));
        listener.write("ended", "", "");
        System.exit(0);
    }

    private synchronized void write(String event, String test, String more) {
        results.print(event + "\t" + test + "\t" + more.replace("\n", "\\n") + "\n");
        results.flush();
    }

    private static String name(Description test) {
        String method = test.getMethodName();
        return method == null ? test.getDisplayName() : test.getClassName() + "." + method;
    }

    @Override
    public void testStarted(Description test) {
        broken = false;
        began = System.nanoTime();
        write("started", name(test), "");
    }

    @Override
    public void testFailure(Failure failure) {
        broken = true;
        StringWriter trace = new StringWriter();
        failure.getException().printStackTrace(new PrintWriter(trace));
        write("failed", name(failure.getDescription()), trace.toString());
    }

    @Override
    public void testAssumptionFailure(Failure failure) {
        broken = true;
        write("skipped", name(failure.getDescription()), String.valueOf(failure.getMessage()));
    }

    @Override
    public void testIgnored(Description test) {
        write("skipped", name(test), "ignored");
    }

    @Override
    public void testFinished(Description test) {
        if (!broken) {
            write("passed", name(test), (System.nanoTime() - began) / 1_000_000 + " ms");
        }
    }
}
