package unittf.core

import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import java.util.Collections
import java.util.concurrent.CountDownLatch
import java.util.concurrent.ExecutionException
import java.util.concurrent.RejectedExecutionException
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread

class OwnerTest {
    @Test(timeout = 60_000)
    fun `a runner that is closed 200 times during runs is never used after, or elsewhere`() {
        val faults = Collections.synchronizedList(ArrayList<String>())
        val refused = AtomicInteger()
        repeat(200) { round ->
            val owner = Owner("owner $round")
            val runner = owner.call { CarefulRunner(faults) }.get()
            val running = CountDownLatch(1)
            val asking = List(3) {
                thread {
                    try {
                        while (true) {
                            owner
                                .call {
                                    running.countDown()
                                    runner.run()
                                }.get()
                        }
                    } catch (_: RejectedExecutionException) {
                        refused.incrementAndGet()
                    }
                }
            }
            running.await()
            // As a screen that goes away does, in the middle of a run.
            owner.close { runner.close() }
            asking.forEach { it.join() }
            assertTrue(owner.awaitEnd(10_000))
            assertTrue(runner.closed)
        }
        assertEquals(emptyList<String>(), faults)
        assertEquals(3 * 200, refused.get())
    }

    @Test(timeout = 20_000)
    fun `tasks run in order, the last one last, and nothing after`() {
        val log = Collections.synchronizedList(ArrayList<Int>())
        val goOn = CountDownLatch(1)
        val owner = Owner("owner")
        owner.run { goOn.await() }
        for (task in 1..5) owner.run { log += task }
        owner.close { log += 6 }
        owner.close { log += 7 }
        assertThrows(RejectedExecutionException::class.java) { owner.run { log += 8 } }
        assertThrows(RejectedExecutionException::class.java) { owner.call { log += 9 } }
        assertFalse(owner.awaitEnd(20))
        goOn.countDown()
        assertTrue(owner.awaitEnd(10_000))
        assertEquals((1..6).toList(), log)
    }

    @Test(timeout = 20_000)
    fun `results and failures come out of the future`() {
        Owner("owner").use { owner ->
            assertEquals(42, owner.call { 42 }.get())
            val failure = assertThrows(ExecutionException::class.java) {
                owner.call { throw Refusal(Reason.SHAPE, "1", "2") }.get()
            }
            assertEquals(Reason.SHAPE, (failure.cause as Refusal).reason)
        }
    }

    @Test(timeout = 20_000)
    fun `a task that fails is reported, and the thread stays the same`() {
        Owner("the owner's thread").use { owner ->
            val reported = AtomicInteger()
            val before = owner
                .call {
                    Thread.currentThread().apply {
                        setUncaughtExceptionHandler { _, _ -> reported.incrementAndGet() }
                    }
                }.get()
            owner.run { error("cannot") }
            assertEquals(before, owner.call { Thread.currentThread() }.get())
            assertEquals("the owner's thread", before.name)
            assertEquals(1, reported.get())
        }
    }

    /** Notes every use that a real interpreter would answer with a crash. */
    private class CarefulRunner(private val faults: MutableList<String>) {
        private val thread = Thread.currentThread()

        @Volatile
        var closed = false

        @Volatile
        private var running = false

        fun run() {
            note()
            running = true
            Thread.sleep(0, 200_000)
            if (closed) faults += "closed during a run"
            running = false
        }

        fun close() {
            note()
            if (running) faults += "closed during a run"
            closed = true
        }

        private fun note() {
            if (closed) faults += "used after it was closed"
            if (Thread.currentThread() != thread) faults += "used on another thread"
        }
    }
}
