package unittf.app.engine

import android.content.Context
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import unittf.app.ScreenTest
import unittf.app.measure.MeasureJob
import unittf.app.measure.MeasureWords
import unittf.app.models.InstalledModel
import unittf.app.models.Origin
import unittf.app.photo.PhotoActivity
import unittf.core.Refusal
import unittf.core.RgbImage
import java.nio.ByteBuffer
import java.util.concurrent.ExecutionException
import java.util.concurrent.TimeUnit

/** The GPU is used where it gives the processor's picture, and nowhere else. */
class GpuTest : ScreenTest() {
    private val runtime = FakeRuntime().apply {
        hasGpu = true
        milliseconds += mapOf(Accelerator.Cpu(1) to 6L, Accelerator.Cpu(2) to 6L)
    }
    private val model = InstalledModel("own/a.tflite", contractOf(8, 6), Origin.OWN, 1) {
        ByteBuffer.allocateDirect(1)
    }
    private val started = ArrayList<Engine>()
    private val bench = Bench({ runtime }) { RgbImage(it.width, it.height) }
    private val memory get() = AcceleratorMemory(preferences)
    private lateinit var gpu: GpuGuard
    private val preferences
        get() = application.getSharedPreferences("gpu", Context.MODE_PRIVATE)

    @After
    fun nothingWasMisused() {
        started.forEach { it.close() }
        waitFor("everything closed") { runtime.open.get() == 0 }
        assertEquals(emptyList<String>(), runtime.crimes.toList())
    }

    @Test
    fun isUsedWhereItGivesTheSamePicture() {
        val ready = start()
        assertEquals(Accelerator.Gpu, ready.accelerator)
        assertNull(ready.note)
        assertTrue(ready.hasGpu)
        runtime.opened.clear()
        assertEquals(Accelerator.Gpu, start().accelerator)
        assertEquals(
            "no second trial",
            listOf<Accelerator>(Accelerator.Gpu),
            runtime.opened.toList(),
        )
    }

    @Test
    fun fourLevelsMoreAreTheSamePicture() {
        runtime.gpuError = -4
        assertEquals(Accelerator.Gpu, start().accelerator)
    }

    @Test
    fun isLeftWhereItsPictureDiffers() {
        runtime.gpuError = -5
        staysWithTheProcessor(Note.GPU_DIFFERS)
        runtime.gpuError = 0
        staysWithTheProcessor(Note.GPU_DIFFERS)
    }

    @Test
    fun isLeftWhereTheRuntimeRefuses() {
        runtime.refused += Accelerator.Gpu
        staysWithTheProcessor(Note.GPU_REFUSED)
    }

    @Test
    fun isLeftWhereItFailsToRun() {
        runtime.failing += Accelerator.Gpu
        staysWithTheProcessor(Note.GPU_REFUSED)
    }

    @Test
    fun isLeftWhereTheAppDiedOfIt() {
        // The mark must lie on the disk while the GPU runs for the first time.
        var marks = emptyList<Any?>()
        runtime.onRun = { accelerator ->
            if (accelerator == Accelerator.Gpu && marks.isEmpty()) marks = marks()
        }
        start()
        assertEquals(listOf<Any?>("TRYING"), marks)
        assertEquals(listOf<Any?>("TRUSTED"), marks())

        // As a start after the crash finds it.
        preferences
            .edit()
            .apply {
                preferences.all.keys.forEach {
                    if ("trial" in
                        it
                    ) {
                        putString(it, "TRYING")
                    } else {
                        remove(it)
                    }
                }
            }.commit()
        runtime.onRun = {}
        staysWithTheProcessor(Note.GPU_CRASHED)
        assertFalse("never tried again", Accelerator.Gpu in runtime.opened)
    }

    @Test
    fun aCrashAfterTheTrialIsNoticedToo() {
        val marks = ArrayList<Any?>()
        runtime.onRun = { if (it == Accelerator.Gpu) marks.addAll(marks()) }
        start()
        assertEquals("TRYING", marks.first())
        assertEquals("measured and opened", setOf<Any?>("CRASHED"), marks.drop(1).toSet())
        marks.clear()
        start()
        assertEquals("opened again", listOf<Any?>("CRASHED"), marks)
        assertEquals(listOf<Any?>("TRUSTED"), marks())
    }

    @Test
    fun aCrashAtAnyLaterPictureIsNoticedToo() {
        val engine = engine()
        use(engine)
        engine.resume()
        assertEquals(listOf<Any?>("TRUSTED"), marks())
        val marks = ArrayList<Any?>()
        runtime.onRun = { if (it == Accelerator.Gpu) marks.addAll(marks()) }
        repeat(3) { translate(engine) }
        assertEquals("before each", List(3) { "CRASHED" }, marks)
        assertEquals("and until the screen is left", listOf<Any?>("CRASHED"), marks())
        // The process dies here, as the next one sees it.
        assertEquals(Note.GPU_CRASHED, start().note)
        assertTrue((started.last().state as Engine.State.Ready).accelerator is Accelerator.Cpu)
        engine.pause()
        waitFor("no mark") { marks() == listOf<Any?>("TRUSTED") }
        assertNull(start().note)
    }

    @Test
    fun behindOtherAppsTheSystemMayEndTheAppBetweenTwoPictures() {
        val engine = engine()
        use(engine)
        engine.resume()
        engine.pause()
        val marks = ArrayList<Any?>()
        runtime.onRun = { if (it == Accelerator.Gpu) marks.addAll(marks()) }
        translate(engine)
        assertEquals(listOf<Any?>("CRASHED"), marks)
        assertEquals(listOf<Any?>("TRUSTED"), marks())
    }

    @Test
    fun closingAndAnotherModelTakeTheMarkAway() {
        val engine = engine()
        use(engine)
        engine.resume()
        translate(engine)
        assertEquals(Accelerator.Gpu, use(engine).accelerator)
        assertEquals(listOf<Any?>("TRUSTED"), marks())
        translate(engine)
        assertEquals(listOf<Any?>("CRASHED"), marks())
        engine.close()
        waitFor("no mark") { marks() == listOf<Any?>("TRUSTED") }
    }

    @Test
    fun measuringIsGuardedAndLeavesTheEnginesMark() {
        val engine = engine()
        use(engine)
        val marks = HashSet<Any?>()
        runtime.onRun = { if (it == Accelerator.Gpu) marks.addAll(marks()) }
        measure(engine)
        assertEquals(setOf<Any?>("CRASHED"), marks)
        assertEquals(listOf<Any?>("TRUSTED"), marks())
        engine.resume()
        translate(engine)
        assertTrue("it is measured all the same", "gpu" in measure(engine))
        assertEquals(listOf<Any?>("CRASHED"), marks())
    }

    @Test
    fun theScreensTellTheEngineWhenTheyAreLeft() {
        application.runners = runtime
        val screen = Robolectric.buildActivity(PhotoActivity::class.java).setup()
        val engine = application.engine
        waitFor("the GPU") {
            (engine.state as? Engine.State.Ready)?.accelerator == Accelerator.Gpu
        }
        val memory = application.getSharedPreferences("accelerators", Context.MODE_PRIVATE)

        fun marks() = memory.all
            .filterKeys { "trial" in it }
            .values
            .toList()
        engine.run { 1 }.get(9, TimeUnit.SECONDS)
        assertEquals(listOf<Any?>("CRASHED"), marks())
        screen.pause()
        waitFor("no mark") { marks() == listOf<Any?>("TRUSTED") }
        screen.close()
        engine.close()
    }

    @Test
    fun afterACrashTheUserMayTryAgain() {
        start()
        preferences
            .edit()
            .apply {
                preferences.all.keys
                    .filter { "trial" in it }
                    .forEach { putString(it, "CRASHED") }
            }.commit()
        val engine = engine()
        assertEquals(Note.GPU_CRASHED, use(engine).note)
        engine.choose(Accelerator.Gpu)
        waitFor("the GPU") {
            (engine.state as? Engine.State.Ready)?.accelerator == Accelerator.Gpu
        }
        assertNull((engine.state as Engine.State.Ready).note)
    }

    @Test
    fun aNewVersionOfTheAppTriesAgain() {
        runtime.gpuError = 90
        assertEquals(Note.GPU_DIFFERS, start().note)
        runtime.gpuError = 0
        assertEquals(Accelerator.Gpu, start(version = "2").accelerator)
    }

    @Test
    fun choosingItDoesNotForceIt() {
        runtime.gpuError = 90
        val engine = engine()
        use(engine)
        engine.choose(Accelerator.Gpu)
        waitFor("ready") { engine.state is Engine.State.Ready }
        val ready = engine.state as Engine.State.Ready
        assertTrue(ready.accelerator is Accelerator.Cpu)
        assertEquals(Note.GPU_DIFFERS, ready.note)
        assertEquals(Accelerator.Gpu, ready.chosen)
    }

    @Test
    fun isLeftWhenItFailsLater() {
        val engine = engine()
        assertEquals(Accelerator.Gpu, use(engine).accelerator)
        runtime.failing += Accelerator.Gpu
        val thrown = assertThrows(ExecutionException::class.java) { translate(engine) }
        assertTrue("${thrown.cause}", thrown.cause is Refusal)
        waitFor("the processor") {
            (engine.state as? Engine.State.Ready)?.accelerator is Accelerator.Cpu
        }
        assertEquals(Note.GPU_REFUSED, (engine.state as Engine.State.Ready).note)
        translate(engine)
    }

    @Test
    fun isNotAskedForWhereThereIsNone() {
        runtime.hasGpu = false
        val ready = start()
        assertNull("nothing to tell", ready.note)
        assertFalse(ready.hasGpu)
        assertFalse(Accelerator.Gpu in runtime.opened)
        assertEquals(emptyList<Any?>(), marks())
    }

    private fun staysWithTheProcessor(note: Note) {
        runtime.opened.clear()
        val ready = start()
        assertTrue("${ready.accelerator}", ready.accelerator is Accelerator.Cpu)
        assertEquals(note, ready.note)
    }

    private fun marks(): List<Any?> = preferences.all
        .filterKeys { "trial" in it }
        .values
        .toList()

    private fun start(version: String = "1") = use(engine(version))

    /** As a process of its own: nothing but what is on the disk is known to it. */
    private fun engine(version: String = "1"): Engine {
        gpu = GpuGuard(bench, memory, version)
        val opener = ModelOpener(bench, gpu, memory, Accelerator.all(2), version)
        return Engine(opener).also(started::add)
    }

    private fun translate(engine: Engine) = engine
        .run { runner -> RgbImage(6, 8).let { runner.run(it, it) } }
        .get(9, TimeUnit.SECONDS)

    /** The text of a report on the GPU, by the engine that was made last. */
    private fun measure(engine: Engine): String {
        val words = MeasureWords(application)
        val job = MeasureJob(engine, bench, gpu, listOf(Accelerator.Gpu), words)
        job.start(model)
        waitFor("the end") { job.watched.state.step == null }
        return "${job.watched.state.report?.json}"
    }

    private fun use(engine: Engine): Engine.State.Ready {
        engine.use(model)
        waitFor("ready") { engine.state is Engine.State.Ready }
        return engine.state as Engine.State.Ready
    }
}
