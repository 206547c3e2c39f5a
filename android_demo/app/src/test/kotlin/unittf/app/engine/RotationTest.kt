package unittf.app.engine

import org.junit.Assert.assertEquals
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import unittf.app.ScreenTest
import unittf.app.models.ModelsActivity
import unittf.core.RgbImage
import java.util.concurrent.Future
import java.util.concurrent.TimeUnit

/** Screens come and go while a model runs; it is neither closed nor used by two threads. */
class RotationTest : ScreenTest() {
    @Test
    fun turnsAndLeavesFiftyTimesWhileAModelRuns() {
        val runtime = FakeRuntime()
        application.runners = runtime
        val runs = ArrayList<Future<*>>()
        var controller = Robolectric.buildActivity(ModelsActivity::class.java).setup()
        val models = application.models.list()
        repeat(25) { turn ->
            runs += application.engine.run { runner ->
                val contract = runner.contract
                val picture = RgbImage(contract.width, contract.height)
                repeat(3) { runner.run(picture, picture) }
            }
            RuntimeEnvironment.setQualifiers(if (turn % 2 == 0) "+land" else "+port")
            controller.configurationChange()
            if (turn % 5 == 0) application.engine.use(models[turn / 5 % models.size])
            controller.pause().stop().destroy()
            controller = Robolectric.buildActivity(ModelsActivity::class.java).setup()
        }
        runs.forEach { it.get(60, TimeUnit.SECONDS) }
        controller.close()
        waitFor("ready") { application.engine.state is Engine.State.Ready }
        assertEquals(emptyList<String>(), runtime.crimes.toList())
        assertEquals("one model is open, and no more", 1, runtime.open.get())
        assertEquals(25, runs.size)
    }
}
