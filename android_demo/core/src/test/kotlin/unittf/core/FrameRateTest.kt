package unittf.core

import org.junit.Assert.assertEquals
import org.junit.Test

class FrameRateTest {
    @Test
    fun `two ticks of 40 milliseconds make 25 frames a second`() {
        val rate = FrameRate()
        assertEquals(0.0, rate.perSecond, 0.0)
        rate.tick(5_000_000_000)
        assertEquals(0.0, rate.perSecond, 0.0)
        rate.tick(5_040_000_000)
        assertEquals(25.0, rate.perSecond, 1e-9)
        rate.tick(5_060_000_000) // 2 frames in 60 ms
        assertEquals(100.0 / 3, rate.perSecond, 1e-9)
    }

    @Test
    fun `only the last 30 ticks count`() {
        val rate = FrameRate()
        var now = 0L
        repeat(100) { rate.tick(now).also { now += 1_000_000_000 } }
        assertEquals(1.0, rate.perSecond, 1e-9)
        now -= 1_000_000_000
        repeat(28) { rate.tick(++now).also { now += 9_999_999 } }
        // 30 ticks: the last two slow ones and 28 at 10 ms, the first of which follows at once.
        assertEquals(29e9 / (1_000_000_000 + 1 + 27 * 10_000_000), rate.perSecond, 1e-6)
        repeat(2) { rate.tick(++now).also { now += 9_999_999 } }
        assertEquals(100.0, rate.perSecond, 1e-6)
    }

    @Test
    fun `ticks at one time are no rate`() {
        val rate = FrameRate()
        repeat(3) { rate.tick(7) }
        assertEquals(0.0, rate.perSecond, 0.0)
    }
}
