package unittf.core

import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import unittf.core.GpuTrial.Verdict

class GpuTrialTest {
    private val notes = HashMap<String, String>()
    private val memory = object : GpuTrial.Memory {
        override fun read(key: String) = notes[key]

        override fun write(key: String, value: String) {
            notes[key] = value
        }
    }
    private val trial = GpuTrial(memory)
    private val expected = grey(100)

    @Test
    fun `a GPU that gives the CPU's picture is trusted, and not tried again`() {
        assertNull(trial.verdict("model"))
        assertEquals(Verdict.TRUSTED, trial.attempt("model", { expected }, { grey(103) }))
        val again = GpuTrial(memory)
        assertEquals(Verdict.TRUSTED, again.attempt("model", { error("cpu") }, { error("gpu") }))
        assertNull(again.verdict("another model"))
    }

    @Test
    fun `a mark that a crash left is a crash, from then on`() {
        // The process dies in the middle of the trial: what is in memory then is all that is left.
        var left = emptyMap<String, String>()
        trial.attempt("model", { expected }) {
            left = HashMap(notes)
            expected
        }
        notes.clear()
        notes += left
        assertEquals(Verdict.CRASHED, GpuTrial(memory).verdict("model"))
        assertEquals(Verdict.CRASHED, GpuTrial(memory).verdict("model"))
        val never = GpuTrial(memory).attempt("model", { error("cpu") }, { error("gpu") })
        assertEquals(Verdict.CRASHED, never)
    }

    @Test
    fun `another picture is not trusted`() {
        assertEquals(Verdict.DIFFERS, trial.attempt("model", { expected }, { grey(110) }))
        assertEquals(Verdict.DIFFERS, trial.attempt("size", { expected }, { RgbImage(5, 10) }))
    }

    @Test
    fun `a GPU that refuses is not trusted`() {
        assertEquals(Verdict.REFUSED, trial.attempt("one", { expected }) { error("no GPU") })
        val missing = trial.attempt(
            "two",
            { expected },
        ) { throw UnsatisfiedLinkError("no library") }
        assertEquals(Verdict.REFUSED, missing)
        assertEquals(Verdict.REFUSED, GpuTrial(memory).verdict("two"))
    }

    @Test
    fun `a CPU that fails says nothing of the GPU`() {
        assertThrows(IllegalStateException::class.java) {
            trial.attempt("model", { error("no memory") }, { expected })
        }
        assertNull(trial.verdict("model"))
    }

    @Test
    fun `what is forgotten is tried again`() {
        trial.attempt("model", { expected }) { error("no GPU") }
        trial.forget("model")
        assertNull(trial.verdict("model"))
        assertEquals(Verdict.TRUSTED, trial.attempt("model", { expected }, { expected }))
    }

    @Test
    fun `a note that nobody knows counts as none`() {
        notes["model"] = "SPLENDID"
        assertNull(trial.verdict("model"))
    }

    @Test
    fun `pictures are alike up to 4 levels on average and 1 byte in 100 far off`() {
        assertTrue(GpuTrial.alike(grey(100), grey(104)))
        assertFalse(GpuTrial.alike(grey(100), grey(105)))
        assertFalse(GpuTrial.alike(grey(100), grey(95)))
        // 300 bytes: 3 may be off by more than 32 levels.
        assertTrue(GpuTrial.alike(grey(100), spotted(3, 133)))
        assertFalse(GpuTrial.alike(grey(100), spotted(4, 133)))
        assertTrue(GpuTrial.alike(grey(100), spotted(30, 132)))
        // Levels are not signed: 250 and 5 are far from each other.
        assertFalse(GpuTrial.alike(grey(250), grey(5)))
    }

    private fun grey(level: Int) = picture(10, 10) { _, _, _ -> level }

    private fun spotted(count: Int, level: Int) =
        grey(100).apply { bytes.fill(level.toByte(), 0, count) }
}
