package unittf.core

import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

class TimingTest {
    @Test
    fun `median and p90 lie between neighbours`() {
        val timing = Timing()
        for (milliseconds in listOf(40.0, 10.0, 30.0, 20.0)) timing.add(milliseconds)
        assertEquals(4, timing.count)
        assertEquals(25.0, timing.median, 1e-9)
        assertEquals(37.0, timing.p90, 1e-9) // 0.9 * 3 = 2.7: 30 + 0.7 * 10
        timing.add(1000.0)
        assertEquals(30.0, timing.median, 1e-9)
        assertEquals(616.0, timing.p90, 1e-9) // 0.9 * 4 = 3.6: 40 + 0.6 * 960
    }

    @Test
    fun `one duration is all of them, none is no number`() {
        val timing = Timing()
        assertEquals(0, timing.count)
        assertTrue(timing.median.isNaN() && timing.p90.isNaN())
        timing.add(7.0)
        assertEquals(7.0, timing.median, 0.0)
        assertEquals(7.0, timing.p90, 0.0)
    }
}
