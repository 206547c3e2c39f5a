package unittf.app.engine

import android.content.Context
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import unittf.app.ScreenTest
import unittf.app.models.InstalledModel
import unittf.app.models.Origin
import unittf.core.Contract
import unittf.core.Reason
import unittf.core.Refusal
import unittf.core.RgbImage
import unittf.core.TileRunner
import java.io.IOException
import java.nio.ByteBuffer
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CountDownLatch
import java.util.concurrent.ExecutionException
import java.util.concurrent.TimeUnit

class EngineTest : ScreenTest() {
    private val runtime = FakeRuntime()
    private val cpu1 = Accelerator.Cpu(1)
    private val cpu2 = Accelerator.Cpu(2)
    private val cpu4 = Accelerator.Cpu(4)
    private val day = model("day")
    private val night = model("night")
    private val started = ArrayList<Engine>()

    @Before
    fun times() {
        runtime.milliseconds += mapOf(cpu1 to 12L, cpu2 to 4L, cpu4 to 20L, Accelerator.Gpu to 1L)
    }

    @After
    fun nothingWasMisused() {
        started.forEach { it.close() }
        waitFor("everything closed") { runtime.open.get() == 0 }
        assertEquals(emptyList<String>(), runtime.crimes.toList())
    }

    @Test
    fun takesTheFastestAndRemembersIt() {
        val ready = ready(engine(), day)
        assertEquals(cpu2, ready.accelerator)
        assertNull(ready.chosen)
        assertNull(ready.note)
        assertEquals(setOf(cpu1, cpu2, cpu4), ready.measured.keys)
        assertTrue("${ready.measured}", ready.measured.getValue(cpu1) >= 12.0)

        runtime.opened.clear()
        assertEquals(cpu2, ready(engine(), day).accelerator)
        assertEquals("measured once only", listOf<Accelerator>(cpu2), runtime.opened.toList())

        runtime.opened.clear()
        ready(engine(version = "2"), day)
        assertTrue("a new version measures anew", runtime.opened.size > 2)
    }

    @Test
    fun measuresEachWithTwoRunsToWarmUpAndFive() {
        val runs = ConcurrentHashMap<Accelerator, Int>()
        runtime.onRun = { runs.merge(it, 1, Int::plus) }
        ready(engine(), day)
        assertEquals(7, runs[cpu1])
        assertEquals("seven, and one where it is opened", 8, runs[cpu2])
        assertEquals(7, runs[cpu4])
    }

    @Test
    fun theUsersChoiceIsKeptForItsModel() {
        val engine = engine()
        ready(engine, day)
        engine.choose(cpu4)
        waitFor("four threads") { (engine.state as? Engine.State.Ready)?.accelerator == cpu4 }
        assertEquals(cpu4, (engine.state as Engine.State.Ready).chosen)
        assertEquals(cpu2, ready(engine, night).accelerator)
        assertEquals(cpu4, ready(engine(), day).accelerator)
        engine.choose(null)
        assertEquals(cpu2, ready(engine, night).accelerator)
    }

    @Test
    fun whatRefusesIsSkippedAndTheUserIsTold() {
        runtime.refused += cpu2
        val engine = engine()
        val ready = ready(engine, day)
        assertEquals(cpu1, ready.accelerator)
        assertEquals(setOf(cpu1, cpu4), ready.measured.keys)
        engine.choose(cpu2)
        waitFor("the note") {
            (engine.state as? Engine.State.Ready)?.note == Note.CHOICE_REFUSED
        }
        assertEquals(cpu1, (engine.state as Engine.State.Ready).accelerator)
    }

    @Test
    fun whatNothingRunsFailsWithItsReason() {
        runtime.refused += listOf(cpu1, cpu2, cpu4)
        val engine = engine()
        engine.use(day)
        val future = engine.run { "never" }
        waitFor("failure") { engine.state is Engine.State.Failed }
        val refusal = (engine.state as Engine.State.Failed).refusal
        assertEquals(Reason.RUNTIME, refusal.reason)
        assertEquals(listOf("TFLite 9.8.7", "TFLite 2.16.1", "no cpu1 here"), refusal.details)
        val thrown = assertThrows(ExecutionException::class.java) { future.get(9, SECONDS) }
        assertEquals(refusal, thrown.cause)
        runtime.refused.clear()
        assertEquals("good again", night, ready(engine, night).model)
    }

    @Test
    fun aFileThatIsGoneFails() {
        val gone = InstalledModel("own/gone.tflite", day.contract, Origin.OWN, 1) {
            throw IOException("gone")
        }
        val engine = engine()
        engine.use(gone)
        waitFor("failure") { engine.state is Engine.State.Failed }
        assertEquals(Reason.FILE_GONE, (engine.state as Engine.State.Failed).refusal.reason)
    }

    @Test
    fun aPictureLargerThanMemoryFails() {
        val large = model("large", contractOf(60_000, 60_000))
        val engine = engine()
        engine.use(large)
        waitFor("failure") { engine.state is Engine.State.Failed }
        val refusal = (engine.state as Engine.State.Failed).refusal
        assertEquals(Reason.PICTURE_TOO_LARGE, refusal.reason)
        assertEquals(listOf("60000", "60000", "2048"), refusal.details)
    }

    @Test
    fun theLargestPictureRuns() {
        ready(engine(), model("large", contractOf(1024, 4096)))
        assertEquals(Reason.PICTURE_TOO_LARGE, refusalOf(contractOf(1024, 4097)).reason)
    }

    private fun refusalOf(contract: Contract): Refusal {
        val engine = engine()
        engine.use(model("larger", contract))
        waitFor("failure") { engine.state is Engine.State.Failed }
        return (engine.state as Engine.State.Failed).refusal
    }

    @Test
    fun withoutAModelARunFailsWithASentence() {
        val thrown = assertThrows(ExecutionException::class.java) {
            engine().run { "never" }.get(9, SECONDS)
        }
        assertEquals(Reason.NO_MODEL, (thrown.cause as Refusal).reason)
    }

    @Test
    fun anotherModelWaitsForWhatRuns() {
        val engine = engine()
        ready(engine, day)
        val begun = CountDownLatch(1)
        val goOn = CountDownLatch(1)
        val running = engine.run { runner ->
            begun.countDown()
            check(goOn.await(9, SECONDS))
            translate(runner)
        }
        assertTrue(begun.await(9, SECONDS))
        engine.use(night)
        val after = engine.run { it.contract }
        idle()
        assertEquals(Engine.State.Loading(night), engine.state)
        assertFalse(after.isDone)
        goOn.countDown()
        assertEquals(235, running.get(9, SECONDS))
        assertEquals(night.contract, after.get(9, SECONDS))
    }

    @Test
    fun ofManySwitchesOnlyTheLastIsOpened() {
        val engine = engine()
        ready(engine, day)
        ready(engine, night)
        runtime.opened.clear()
        val goOn = CountDownLatch(1)
        engine.run { check(goOn.await(9, SECONDS)) }
        repeat(50) {
            engine.use(day)
            engine.use(night)
        }
        val told = ArrayList<Engine.State>()
        engine.addListener { told += it }
        goOn.countDown()
        waitFor("ready") { engine.state is Engine.State.Ready }
        assertEquals(night, (engine.state as Engine.State.Ready).model)
        assertEquals(1, told.size)
        assertEquals(1, runtime.opened.size)
    }

    @Test
    fun closingWaitsForWhatRuns() {
        val engine = engine()
        ready(engine, day)
        val begun = CountDownLatch(1)
        val running = engine.run { runner ->
            begun.countDown()
            repeat(20) { translate(runner) }
        }
        assertTrue(begun.await(9, SECONDS))
        engine.close()
        running.get(9, SECONDS)
    }

    private fun engine(version: String = "1"): Engine {
        val preferences = application.getSharedPreferences("test", Context.MODE_PRIVATE)
        val memory = AcceleratorMemory(preferences)
        val bench = Bench({ runtime }) { RgbImage(it.width, it.height) }
        val accelerators = Accelerator.all(cores = 4)
        val gpu = GpuGuard(bench, memory, version)
        val opener = ModelOpener(bench, gpu, memory, accelerators, version)
        return Engine(opener).also(started::add)
    }

    private fun ready(engine: Engine, model: InstalledModel): Engine.State.Ready {
        engine.use(model)
        waitFor("ready") { engine.state !is Engine.State.Loading }
        return engine.state as Engine.State.Ready
    }

    private fun translate(runner: TileRunner): Int {
        val picture = RgbImage(runner.contract.width, runner.contract.height)
        picture.bytes.fill(20)
        runner.run(picture, picture)
        return picture.bytes[0].toInt() and 255
    }

    private fun model(name: String, contract: Contract = contractOf(8, 6)) =
        InstalledModel("own/$name.tflite", contract.copy(source = name), Origin.OWN, 1) {
            ByteBuffer.allocateDirect(1)
        }

    private companion object {
        val SECONDS = TimeUnit.SECONDS
    }
}
