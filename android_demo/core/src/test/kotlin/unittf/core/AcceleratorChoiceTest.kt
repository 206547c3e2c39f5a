package unittf.core

import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test
import unittf.core.AcceleratorChoice.Candidate

class AcceleratorChoiceTest {
    @Test
    fun `the fastest is taken`() {
        assertEquals("4", fastest("1" to 1 to 90.0, "2" to 2 to 50.0, "4" to 4 to 30.0))
        assertEquals("gpu", fastest("gpu" to 0 to 10.0, "4" to 4 to 30.0))
    }

    @Test
    fun `fewer threads win where they lose less than 5 percent`() {
        assertEquals("2", fastest("2" to 2 to 104.0, "4" to 4 to 100.0))
        assertEquals("4", fastest("2" to 2 to 106.0, "4" to 4 to 100.0))
        assertEquals("gpu", fastest("4" to 4 to 100.0, "gpu" to 0 to 103.0))
    }

    @Test
    fun `5 percent count from the fastest, not from one to the next`() {
        val found = fastest("1" to 1 to 108.0, "2" to 2 to 104.0, "4" to 4 to 100.0)
        assertEquals("2", found)
    }

    @Test
    fun `of as many threads the faster is taken`() {
        assertEquals("b", fastest("a" to 2 to 101.0, "b" to 2 to 100.0))
    }

    @Test
    fun `what was refused is left out`() {
        assertEquals("1", fastest("gpu" to 0 to null, "1" to 1 to 90.0, "2" to 2 to Double.NaN))
        assertNull(fastest("gpu" to 0 to null))
        assertNull(fastest())
    }

    private fun fastest(vararg measured: Pair<Pair<String, Int>, Double?>) =
        AcceleratorChoice.fastest(
            measured.map { Candidate(it.first.first, it.first.second, it.second) },
        )
}
