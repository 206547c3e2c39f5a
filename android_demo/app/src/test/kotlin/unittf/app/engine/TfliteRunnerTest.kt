package unittf.app.engine

import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Assume.assumeTrue
import org.junit.Before
import org.junit.Test
import unittf.app.ScreenTest
import unittf.core.ModelFile
import unittf.core.Reason
import unittf.core.Refusal
import unittf.core.RgbImage
import java.util.concurrent.ExecutionException
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit

/** The library of the phone itself, built for this computer's processor. */
class TfliteRunnerTest : ScreenTest() {
    private val runners = TfliteRunners()
    private val ramp = RgbImage(8, 6).apply {
        for (index in bytes.indices) bytes[index] = (index * 255 / (bytes.size - 1)).toByte()
    }

    @Before
    fun load() {
        val library = System.getProperty("tflite.library")
        assumeTrue("no TFLite library for this computer", library != null)
        System.load(library)
    }

    @Test
    fun tellsItsVersion() = assertEquals("TFLite 2.16.1", runners.runtime)

    @Test
    fun floatsFromMinusOneToOneBecomeTheNegative() {
        val out = negative(-1f..1f)
        val expected = ByteArray(ramp.bytes.size) { (255 - ramp.bytes[it]).toByte() }
        assertArrayEquals(expected, out.bytes)
    }

    @Test
    fun theWrongRangeGivesTheBlackPicturesThatPeopleReport() {
        // -x of what is 0 or more is 0 or less, and so black.
        for (range in listOf(0f..1f, 0f..255f)) {
            assertTrue("$range", negative(range).bytes.all { it.toInt() == 0 })
        }
    }

    @Test
    fun theAppsOwnModelsRunWithAnyNumberOfThreads() {
        for (model in application.models.list()) {
            val picture = SamplePicture(application.assets).of(model.contract)
            val pictures = listOf(1, 2, 4).map { threads ->
                val accelerator = Accelerator.Cpu(threads)
                val into = RgbImage(model.contract.width, model.contract.height)
                runners.open(model.file(), model.contract, accelerator).use {
                    it.run(picture, into)
                }
                into.bytes
            }
            assertFalse("a picture", pictures[0].all { it == pictures[0][0] })
            assertFalse("another picture", pictures[0].contentEquals(picture.bytes))
            assertArrayEquals(pictures[0], pictures[1])
            assertArrayEquals(pictures[0], pictures[2])
        }
    }

    @Test
    fun runsAgainAndAgain() {
        val contract = ModelFile.read(SmallModel.buffer(), -1f..1f)
        runners.open(SmallModel.buffer(), contract, Accelerator.Cpu(1)).use { runner ->
            val into = RgbImage(8, 6)
            repeat(500) { turn ->
                val picture = RgbImage(8, 6).apply { bytes.fill((turn % 256).toByte()) }
                runner.run(picture, into)
                assertEquals(255 - turn % 256, into.bytes[17].toInt() and 255)
            }
        }
    }

    @Test
    fun anOperatorThatIsTooNewIsRefusedInOneSentence() {
        val file = SmallModel.buffer(version = 99)
        val contract = ModelFile.read(file, -1f..1f)
        val refusal = assertThrows(Refusal::class.java) {
            runners.open(file, contract, Accelerator.Cpu(1))
        }
        assertEquals(Reason.RUNTIME, refusal.reason)
        assertEquals("TFLite 2.16.1", refusal.details[0])
        assertEquals("?", refusal.details[1])
        assertTrue(refusal.details[2], "NEG" in refusal.details[2])
        assertFalse(refusal.details[2], '\n' in refusal.details[2])
    }

    @Test
    fun aContractOfAnotherSizeIsRefusedWhenItRuns() {
        val contract = ModelFile.read(SmallModel.buffer(), -1f..1f).copy(height = 7)
        runners.open(SmallModel.buffer(), contract, Accelerator.Cpu(1)).use { runner ->
            val picture = RgbImage(8, 7)
            val refusal = assertThrows(Refusal::class.java) { runner.run(picture, picture) }
            assertEquals(Reason.RUNTIME, refusal.reason)
        }
    }

    @Test
    fun aGpuWithoutItsLibraryIsRefused() {
        assertFalse(runners.hasGpu)
        val contract = ModelFile.read(SmallModel.buffer(), -1f..1f)
        val refusal = assertThrows(Refusal::class.java) {
            runners.open(SmallModel.buffer(), contract, Accelerator.Gpu)
        }
        assertEquals(Reason.RUNTIME, refusal.reason)
    }

    @Test
    fun anotherThreadMayNeitherRunNorClose() {
        val contract = ModelFile.read(SmallModel.buffer(), -1f..1f)
        val other = Executors.newSingleThreadExecutor()
        runners.open(SmallModel.buffer(), contract, Accelerator.Cpu(1)).use { runner ->
            for (task in listOf({ runner.run(ramp, ramp) }, { runner.close() })) {
                val thrown = assertThrows(ExecutionException::class.java) {
                    other.submit(task).get(9, TimeUnit.SECONDS)
                }
                assertTrue("${thrown.cause}", thrown.cause is IllegalStateException)
            }
        }
        other.shutdown()
    }

    @Test
    fun whatIsClosedDoesNotRun() {
        val contract = ModelFile.read(SmallModel.buffer(), -1f..1f)
        val runner = runners.open(SmallModel.buffer(), contract, Accelerator.Cpu(1))
        runner.close()
        runner.close()
        assertThrows(IllegalStateException::class.java) { runner.run(ramp, ramp) }
    }

    private fun negative(range: ClosedFloatingPointRange<Float>): RgbImage {
        val contract = ModelFile.read(SmallModel.buffer(), range)
        val into = RgbImage(8, 6)
        runners.open(SmallModel.buffer(), contract, Accelerator.Cpu(1)).use { it.run(ramp, into) }
        return into
    }
}
