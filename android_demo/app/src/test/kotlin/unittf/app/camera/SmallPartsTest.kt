package unittf.app.camera

import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotSame
import org.junit.Assert.assertSame
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.Timeout
import java.util.concurrent.TimeUnit
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread

/** The parts without a screen. */
class SmallPartsTest {
    @get:Rule
    val limit: Timeout = Timeout.builder().withTimeout(60, TimeUnit.SECONDS).build()

    @Test
    fun theLastOneOutCloses() {
        var closed = 0
        val users = LastOneOut { closed++ }
        assertTrue(users.enter())
        assertTrue(users.enter())
        users.close()
        assertFalse("too late", users.enter())
        users.leave()
        assertEquals("one is inside", 0, closed)
        users.leave()
        assertEquals(1, closed)
        users.close()
        assertEquals("once", 1, closed)
    }

    @Test
    fun closesAtOnceWhereNobodyIs() {
        var closed = 0
        val users = LastOneOut { closed++ }
        users.enter()
        users.leave()
        assertEquals(0, closed)
        users.close()
        assertEquals(1, closed)
    }

    @Test
    fun closesOnceWhateverTheThreadsDo() {
        repeat(200) {
            val closed = AtomicInteger()
            val inside = AtomicInteger()
            val users = LastOneOut {
                assertEquals(0, inside.get())
                closed.incrementAndGet()
            }
            val threads = List(4) {
                thread {
                    repeat(20) {
                        if (users.enter()) {
                            inside.incrementAndGet()
                            inside.decrementAndGet()
                            users.leave()
                        }
                    }
                }
            }
            users.close()
            threads.forEach { it.join() }
            assertEquals(1, closed.get())
        }
    }

    @Test
    fun anExchangeGivesTheNewestAndNeverWhatIsShown() {
        val exchange = Exchange { IntArray(1) }
        assertFalse("nothing yet", exchange.take())
        exchange.back[0] = 1
        exchange.publish()
        exchange.back[0] = 2
        exchange.publish()
        assertTrue(exchange.take())
        assertEquals(2, exchange.front[0])
        val shown = exchange.front
        repeat(5) {
            assertNotSame(shown, exchange.back)
            exchange.back[0] = 10 + it
            exchange.publish()
        }
        assertEquals("untouched", 2, shown[0])
        assertSame(shown, exchange.front)
        assertTrue(exchange.take())
        assertEquals(14, exchange.front[0])
        assertFalse("taken already", exchange.take())
    }

    /** 100 pictures of 40 ms, then 30 of which 16 take 10 ms: the middle of the last 30 is 10. */
    @Test
    fun figuresAreOfTheLastThirty() {
        val figures = LiveFigures()
        assertEquals(0.0, figures.perSecond, 0.0)
        var now = 0L
        repeat(100) {
            now += 500_000_000
            figures.add(40.0, now)
        }
        assertEquals(40.0, figures.median, 0.0)
        assertEquals(2.0, figures.perSecond, 1e-9)
        repeat(30) {
            now += 100_000_000
            figures.add(if (it < 16) 10.0 else 90.0, now)
        }
        assertEquals(10.0, figures.median, 0.0)
        assertEquals(10.0, figures.perSecond, 1e-9)
    }
}
