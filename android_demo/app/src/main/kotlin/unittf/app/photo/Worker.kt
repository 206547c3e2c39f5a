package unittf.app.photo

import android.os.Handler
import android.os.Looper
import unittf.core.Owner

/** Works on a thread of its own, one thing after the other, and tells the outcome on the main. */
class Worker(name: String) {
    /** Once closed, no outcome is told any more. Of the main thread. */
    var closed = false
        private set

    private val main = Handler(Looper.getMainLooper())
    private val owner = Owner(name)

    fun run(work: () -> Unit) {
        if (!closed) owner.run(work)
    }

    /** @param then goes on with what the work gave or threw, on the main thread. */
    fun <T> run(work: () -> T, then: (Result<T>) -> Unit) = run {
        val outcome = runCatching(work)
        post { then(outcome) }
    }

    /** Does something on the main thread, unless closed by then. */
    fun post(task: () -> Unit) {
        main.post { if (!closed) task() }
    }

    /** @param last is done behind what was begun. */
    fun close(last: () -> Unit) {
        closed = true
        owner.close(last)
    }
}
