package unittf.core

import java.io.Closeable
import java.util.concurrent.locks.ReentrantLock
import kotlin.concurrent.withLock

/**
 * Works on the newest item that was offered, one at a time, on a thread of its own.
 *
 * Every item that is offered is either worked on or dropped, exactly once.
 *
 * @param work called on the own thread.
 * @param drop called on the thread that offers or closes, for what is not worked on; it frees
 *     the item.
 */
class LatestOnly<T : Any>(private val work: (T) -> Unit, private val drop: (T) -> Unit) :
    Closeable {
    private val lock = ReentrantLock()
    private val changed = lock.newCondition()
    private var waiting: T? = null
    private var closed = false
    private val thread = Thread({ workUntilClosed() }, "latest-only").apply { start() }

    /** Puts [item] in place of the one that waits, if any. Never waits for the work. */
    fun offer(item: T) {
        val replaced = lock.withLock {
            if (closed) {
                item
            } else {
                val older = waiting
                waiting = item
                changed.signalAll()
                older
            }
        }
        replaced?.let(drop)
    }

    /** Lets the running work end, drops what waits, then returns. */
    override fun close() {
        refuseMore()
        if (Thread.currentThread() != thread) thread.join()
    }

    private fun workUntilClosed() {
        // If the work fails, the thread ends by its error: from then on all items are dropped.
        try {
            while (true) work(next() ?: return)
        } finally {
            refuseMore()
        }
    }

    private fun next(): T? = lock.withLock {
        while (waiting == null && !closed) changed.await()
        waiting.also { waiting = null }
    }

    private fun refuseMore() {
        val left = lock.withLock {
            closed = true
            changed.signalAll()
            waiting.also { waiting = null }
        }
        left?.let(drop)
    }
}
