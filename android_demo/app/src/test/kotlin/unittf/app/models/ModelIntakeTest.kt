package unittf.app.models

import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Test
import unittf.app.ScreenTest
import unittf.core.Reason
import unittf.core.Refusal
import java.io.ByteArrayInputStream
import java.io.File
import java.io.IOException
import java.io.InputStream

class ModelIntakeTest : ScreenTest() {
    private val own get() = File(application.filesDir, "models")
    private val waiting get() = File(application.filesDir, "incoming")
    private val good = GoldenFiles.bytes("a contract of bytes")

    @Test
    fun whatFitsIsCopiedWhole() {
        val model = add(good, "winter.tflite")
        assertEquals("own/winter.tflite", model.id)
        assertArrayEquals(good, File(own, "winter.tflite").readBytes())
        assertEquals(listOf("winter.tflite"), own.list().orEmpty().toList())
        assertNothingWaits()
    }

    @Test
    fun namesAreMadeSafeAndFree() {
        val names = mapOf(
            "../../evil.tflite" to "evil",
            "a:b*c?.tflite" to "a_b_c_",
            "Straße im Winter (2).tflite" to "Straße im Winter (2)",
            "model.bin" to "model.bin",
            "..." to "model",
            "" to "model 2",
            "evil.tflite" to "evil 2",
            "evil" to "evil 3",
            "x".repeat(300) to "x".repeat(80),
            "a\nb" to "a_b",
        )
        for ((name, expected) in names) assertEquals(expected, add(good, name).fileName)
    }

    @Test
    fun theSameBytesAreFoundWhateverTheirName() {
        val model = add(good, "winter.tflite")
        val intake = intake()
        checkNotNull(intake.copy(good.inputStream(), "else") { true }).use {
            assertEquals(model, intake.same(it))
        }
        val other = good.copyOf().also { it[it.size - 1] = 7 }
        checkNotNull(intake.copy(other.inputStream(), "winter.tflite") { true }).use {
            assertNull(intake.same(it))
        }
        val builtIn = application.assets.open("models/day_to_night.tflite").use { it.readBytes() }
        checkNotNull(intake.copy(builtIn.inputStream(), "mine") { true }).use {
            assertEquals(Origin.BUILT_IN, checkNotNull(intake.same(it)).origin)
        }
    }

    @Test
    fun everyBadFileIsRefusedAndLeavesNothing() {
        val bad = GoldenFiles.all.filter { it.reason != null }
        check(bad.size > 80) { "${bad.size} bad files" }
        for (golden in bad) {
            val refusal = assertThrows(golden.name, Refusal::class.java) {
                add(golden.bytes, "bad.tflite")
            }
            assertEquals(golden.name, golden.reason, refusal.reason.code)
            assertEquals(golden.name, emptyList<String>(), own.list().orEmpty().toList())
        }
        assertNothingWaits()
    }

    @Test
    fun aRangeIsKeptBesideTheFile() {
        val floats = GoldenFiles.bytes("floats without a contract")
        val refusal = assertThrows(Refusal::class.java) { add(floats, "floats.tflite") }
        assertEquals(Reason.RANGE_UNKNOWN, refusal.reason)
        val intake = intake()
        checkNotNull(intake.copy(floats.inputStream(), "floats.tflite") { true }).use {
            intake.install(it, -1f..1f)
        }
        val model = application.models.list().last()
        assertEquals(-1f, model.contract.input.low)
        assertEquals("-1.0 1.0", File(own, "floats.range").readText().trim())
    }

    @Test
    fun whatIsTooLargeIsRefused() {
        val intake = intake(largest = good.size - 1L)
        assertEquals(NotAdded.Why.TOO_LARGE, why { copy(intake, good.inputStream()) })
        intake(largest = good.size.toLong()).let { copy(it, good.inputStream()) }.close()
        assertNothingWaits()
    }

    @Test
    fun aStreamWithoutEndIsStopped() {
        val endless = object : InputStream() {
            override fun read() = 1

            override fun read(into: ByteArray, from: Int, count: Int) = count
        }
        val intake = intake(largest = 3_000_000)
        assertEquals(NotAdded.Why.TOO_LARGE, why { copy(intake, endless) })
        assertNothingWaits()
    }

    @Test
    fun aFullPhoneIsTold() {
        val intake = intake(free = { 16L shl 20 })
        assertEquals(NotAdded.Why.NO_SPACE, why { copy(intake, good.inputStream()) })
        assertNothingWaits()
    }

    @Test
    fun aStreamThatBreaksIsTold() {
        for (problem in listOf(
            IOException("gone"),
            SecurityException("no"),
            NullPointerException(),
        )) {
            val breaking = object : InputStream() {
                private var left = 100

                override fun read(): Int = if (left-- > 0) 1 else throw problem
            }
            // A stream may hide that it broke in the midst; then the file is cut off.
            val thrown = assertThrows(Exception::class.java) { copy(intake(), Whole(breaking)) }
            assertEquals(NotAdded.Why.BROKEN, (thrown as NotAdded).why)
        }
        assertNothingWaits()
    }

    @Test
    fun whatTheUserStopsLeavesNothing() {
        var asked = 0
        assertNull(intake().copy(ByteArrayInputStream(ByteArray(900_000)), "a") { asked++ < 2 })
        assertNothingWaits()
    }

    @Test
    fun whatAnEndedAppLeftIsSwept() {
        waiting.mkdirs()
        File(waiting, "model1.part").writeBytes(good)
        intake()
        assertFalse(waiting.exists())
    }

    /** Gives on what the other stream throws, which `InputStream.read` would keep. */
    private class Whole(private val inner: InputStream) : InputStream() {
        override fun read() = inner.read()

        override fun read(into: ByteArray, from: Int, count: Int): Int {
            repeat(count) { into[from + it] = inner.read().toByte() }
            return count
        }
    }

    private fun why(work: () -> Any) = assertThrows(NotAdded::class.java) { work() }.why

    private fun copy(intake: ModelIntake, stream: InputStream) =
        checkNotNull(intake.copy(stream, "a.tflite") { true })

    private fun add(bytes: ByteArray, name: String): InstalledModel {
        val intake = intake()
        return checkNotNull(intake.copy(bytes.inputStream(), name) { true }).use {
            intake.install(it, null)
        }
    }

    private fun intake(largest: Long = 512L shl 20, free: (File) -> Long = { Long.MAX_VALUE }) =
        ModelIntake(application.models, own, waiting, largest, free)

    private fun assertNothingWaits() =
        assertEquals(emptyList<String>(), waiting.list().orEmpty().toList())
}
