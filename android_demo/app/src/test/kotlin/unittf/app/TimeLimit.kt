package unittf.app

import org.junit.rules.TestRule
import org.junit.runner.Description
import org.junit.runners.model.Statement
import java.util.Timer
import kotlin.concurrent.schedule

/**
 * Interrupts a test that takes too long.
 *
 * JUnit's own rule runs the test on another thread, where Robolectric's main looper refuses to be
 * controlled; here only the watch is on another.
 */
class TimeLimit(private val seconds: Long) : TestRule {
    /** The test has taken too long. */
    @Volatile
    var isOver = false
        private set

    override fun apply(test: Statement, description: Description) = object : Statement() {
        override fun evaluate() {
            val testing = Thread.currentThread()
            val watch = Timer("limit of ${description.methodName}", true)
            watch.schedule(seconds * 1000) {
                isOver = true
                testing.interrupt()
            }
            try {
                test.evaluate()
            } finally {
                watch.cancel()
                Thread.interrupted()
            }
        }
    }
}
