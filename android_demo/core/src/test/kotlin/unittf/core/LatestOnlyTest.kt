package unittf.core

import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import java.util.Collections
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread

class LatestOnlyTest {
    @Test(timeout = 20_000)
    fun `the newest of those that came during the work is next`() {
        val started = CountDownLatch(1)
        val goOn = CountDownLatch(1)
        val worked = Collections.synchronizedList(ArrayList<Int>())
        val dropped = Collections.synchronizedList(ArrayList<Int>())
        val ended = CountDownLatch(2)
        val latest = LatestOnly<Int>(
            work = {
                started.countDown()
                goOn.await()
                worked += it
                ended.countDown()
            },
            drop = { dropped += it },
        )
        latest.offer(1)
        started.await()
        // The work waits for us: were an offer to wait for the work, this would never end.
        for (item in 2..100) latest.offer(item)
        goOn.countDown()
        ended.await()
        latest.close()
        assertEquals(listOf(1, 100), worked)
        assertEquals((2..99).toList(), dropped)
    }

    @Test(timeout = 20_000)
    fun `500 frames at a slow worker are each worked on or dropped, and two are alive at most`() {
        val alive = AtomicInteger()
        val most = AtomicInteger()
        val fates = Array(500) { AtomicInteger() }
        val worked = AtomicInteger()

        fun end(frame: Int) {
            fates[frame].incrementAndGet()
            alive.decrementAndGet()
        }
        LatestOnly<Int>(
            work = {
                Thread.sleep(2)
                worked.incrementAndGet()
                end(it)
            },
            drop = { end(it) },
        ).use { latest ->
            for (frame in 0 until 500) {
                val now = alive.incrementAndGet()
                most.accumulateAndGet(now) { one, other -> maxOf(one, other) }
                latest.offer(frame)
                if (frame % 10 == 0) Thread.sleep(1)
            }
        }
        assertTrue(fates.all { it.get() == 1 })
        assertEquals(0, alive.get())
        // One that is worked on, one that waits, and the one just made.
        assertTrue("${most.get()} alive", most.get() <= 3)
        assertTrue(worked.get() in 1..499)
    }

    @Test(timeout = 20_000)
    fun `closing lets the running work end and drops what waits`() {
        val started = CountDownLatch(1)
        val goOn = CountDownLatch(1)
        val log = Collections.synchronizedList(ArrayList<String>())
        val latest = LatestOnly<Int>(
            work = {
                started.countDown()
                goOn.await()
                log += "worked on $it"
            },
            drop = { log += "dropped $it" },
        )
        latest.offer(1)
        started.await()
        latest.offer(2)
        val closing = thread {
            latest.close()
            log += "closed"
        }
        while (log.isEmpty()) Thread.sleep(1)
        goOn.countDown()
        closing.join()
        assertEquals(listOf("dropped 2", "worked on 1", "closed"), log)
        latest.offer(3)
        latest.close()
        assertEquals("dropped 3", log.last())
    }

    @Test(timeout = 20_000)
    fun `all work is done on one thread, and it may close`() {
        val threads = Collections.synchronizedSet(HashSet<Thread>())
        val done = CountDownLatch(1)
        val dropped = AtomicInteger()
        lateinit var latest: LatestOnly<Int>
        latest = LatestOnly(
            work = {
                threads += Thread.currentThread()
                if (it == 99) {
                    latest.close()
                    done.countDown()
                }
            },
            drop = { dropped.incrementAndGet() },
        )
        for (item in 0..99) latest.offer(item)
        done.await()
        assertEquals(1, threads.size)
        assertFalse(Thread.currentThread() in threads)
    }

    @Test(timeout = 20_000)
    fun `after work that failed everything is dropped`() {
        val failed = CountDownLatch(1)
        val dropped = Collections.synchronizedList(ArrayList<Int>())
        val latest = LatestOnly<Int>(
            work = {
                Thread.currentThread().setUncaughtExceptionHandler { _, _ -> failed.countDown() }
                error("cannot work on $it")
            },
            drop = { dropped += it },
        )
        latest.offer(1)
        failed.await()
        latest.offer(2)
        latest.close()
        assertEquals(listOf(2), dropped)
    }
}
