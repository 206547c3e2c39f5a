package unittf.app.engine

import android.os.Handler
import android.os.Looper

/**
 * A state of something that works in the background, as the screens see it.
 *
 * All of it belongs to the main thread, but [post].
 */
class Watched<S>(first: S) {
    var state: S = first
        private set

    private val main = Handler(Looper.getMainLooper())
    private val listeners = LinkedHashSet<(S) -> Unit>()

    /** Tells of every change until it is removed. */
    fun addListener(listener: (S) -> Unit) {
        listeners += listener
    }

    fun removeListener(listener: (S) -> Unit) {
        listeners -= listener
    }

    /** Changes the state at once. */
    fun tell(reached: S) {
        state = reached
        for (listener in listeners.toList()) {
            // One listener may remove another.
            if (listener in listeners) listener(reached)
        }
    }

    /** Does this on the main thread; called from any. */
    fun post(task: () -> Unit) {
        main.post(task)
    }
}
