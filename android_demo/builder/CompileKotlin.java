import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jetbrains.kotlin.cli.common.ExitCode;
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler;

/** Compiles Kotlin modules one after another in one JVM: the compiler's own start takes seconds. */
public final class CompileKotlin {
    private CompileKotlin() {}

    /** Files with one argument of the compiler a line; each is named again once it is compiled. */
    public static void main(String[] files) throws IOException {
        for (String file : files) {
            String[] arguments = Files.readAllLines(Path.of(file)).toArray(new String[0]);
            ExitCode code = new K2JVMCompiler().exec(System.out, arguments);
            if (code != ExitCode.OK) {
                System.exit(code.getCode());
            }
            System.out.println("compiled " + file);
        }
    }
}
