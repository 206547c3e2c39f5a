package unittf.app.camera

import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Assume.assumeTrue
import org.junit.Before
import org.junit.Test
import unittf.app.engine.Accelerator
import unittf.app.engine.Engine
import unittf.app.engine.RunnerFactory
import unittf.app.engine.SmallModel
import unittf.app.engine.TfliteRunners
import unittf.app.models.InstalledModel
import unittf.app.models.Origin
import unittf.core.Contract
import unittf.core.ModelFile
import unittf.core.RgbImage
import unittf.core.TileRunner
import java.io.File
import java.nio.ByteBuffer

/** Memory outside of Java's heap, with the phone's own runtime behind the camera. */
class RealModelEnduranceTest : CameraScreenTest() {
    private val model = InstalledModel(
        "own/small.tflite",
        ModelFile.read(SmallModel.buffer(), -1f..1f),
        Origin.OWN,
        SmallModel.bytes().size.toLong(),
    ) { SmallModel.buffer() }

    @Before
    fun load() {
        val library = System.getProperty("tflite.library")
        assumeTrue("no TFLite library for this computer", library != null)
        assumeTrue("memory is told by Linux alone", STATUS.isFile)
        System.load(library!!)
        application.runners = Counting(TfliteRunners())
        application.accelerators = listOf(Accelerator.Cpu(1))
    }

    @Test
    fun fiveHundredFramesTakeNoMoreResidentMemoryThanAHundred() {
        allow()
        application.engine.use(model)
        val activity = start().get()
        assertEquals(model, (application.engine.state as Engine.State.Ready).model)
        give(100)
        assertTrue("the screen shows it", activity.compare.comparing)
        val before = residentMemory()
        give(500)
        val grown = residentMemory() - before
        println("$grown kB more")
        // Each kept copy of a frame would take 460 kB.
        assertTrue("$grown kB more", grown < 32_000)
        assertEquals(0, camera.twice.get())
        assertEquals(null, activity.sentence)
    }

    private val stored = Nv21.of(Quadrants.picture(640, 480))

    /** The same frame again and again, as a camera's memory is; each is translated. */
    private fun give(frames: Int) = repeat(frames) {
        val before = translations.get()
        camera.give(stored, checkNotNull(camera.listener))
        waitFor("frame $it") { translations.get() > before }
        idle()
    }

    private inner class Counting(private val real: RunnerFactory) : RunnerFactory by real {
        override fun open(
            file: ByteBuffer,
            contract: Contract,
            accelerator: Accelerator,
        ): TileRunner {
            val runner = real.open(file, contract, accelerator)
            return object : TileRunner by runner {
                override fun run(tile: RgbImage, into: RgbImage) {
                    runner.run(tile, into)
                    translations.incrementAndGet()
                }
            }
        }
    }

    /** Kilobytes that the process holds in the computer's memory, garbage not counted. */
    private fun residentMemory(): Long {
        repeat(3) {
            System.gc()
            Thread.sleep(50)
        }
        val line = STATUS.readLines().first { it.startsWith("VmRSS:") }
        return line.filter(Char::isDigit).toLong()
    }

    private companion object {
        val STATUS = File("/proc/self/status")
    }
}
