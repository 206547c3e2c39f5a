package unittf.core

import java.io.Closeable
import java.util.concurrent.Callable
import java.util.concurrent.Executors
import java.util.concurrent.Future
import java.util.concurrent.RejectedExecutionException
import java.util.concurrent.TimeUnit

/**
 * The one thread on which something that must not change threads is made, used and closed.
 *
 * Tasks run one after the other in the order in which they came. A task must not wait for another.
 *
 * @param name of the thread.
 */
class Owner(name: String) : Closeable {
    private val lock = Any()
    private var closed = false
    private val executor = Executors.newSingleThreadExecutor { Thread(it, name) }

    /** Queues [task]; its failure comes out of the future. Throws RejectedExecutionException. */
    fun <T> call(task: () -> T): Future<T> = whileOpen { executor.submit(Callable { task() }) }

    /** Queues [task]; its failure goes the way of any thread's. Throws RejectedExecutionException. */
    fun run(task: () -> Unit) = whileOpen { executor.execute { reporting(task) } }

    /** Closes with nothing to free. */
    override fun close() = close {}

    /**
     * Queues [last] behind all that was queued, and refuses tasks from now on. Does not wait.
     *
     * Only the first call counts.
     */
    fun close(last: () -> Unit) = synchronized(lock) {
        if (!closed) {
            closed = true
            executor.execute { reporting(last) }
            executor.shutdown()
        }
    }

    /** Waits after [close] until the last task has ended; false when [milliseconds] are over. */
    fun awaitEnd(milliseconds: Long): Boolean =
        executor.awaitTermination(milliseconds, TimeUnit.MILLISECONDS)

    private fun <R> whileOpen(queue: () -> R): R = synchronized(lock) {
        if (closed) throw RejectedExecutionException("the owner is closed; make a new one")
        queue()
    }

    /** Reports a failure without ending the thread: the executor would go on with another one. */
    private fun reporting(task: () -> Unit) {
        try {
            task()
        } catch (failure: Throwable) {
            val thread = Thread.currentThread()
            thread.uncaughtExceptionHandler.uncaughtException(thread, failure)
        }
    }
}
