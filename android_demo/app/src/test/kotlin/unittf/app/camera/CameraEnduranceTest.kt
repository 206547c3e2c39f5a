package unittf.app.camera

import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import unittf.core.RgbImage
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread

/** Many frames, slow models, screens that come and go: nothing leaks, nothing is used too late. */
class CameraEnduranceTest : CameraScreenTest() {
    @Test
    fun leavesAndTurnsTwoHundredTimesWhileFramesFlow() {
        val small = Quadrants.picture(64, 64)
        allow()
        var screen = start()
        val flowing = AtomicBoolean(true)
        val failure = arrayOfNulls<Throwable>(1)
        val flow = thread(name = "flow") {
            try {
                while (flowing.get()) {
                    camera.give(small)
                    Thread.sleep(1)
                }
            } catch (problem: Throwable) {
                failure[0] = problem
            }
        }
        repeat(100) { turn ->
            RuntimeEnvironment.setQualifiers(if (turn % 2 == 0) "+land" else "+port")
            screen.configurationChange()
            Thread.sleep(5)
            idle()
            screen.pause().stop().destroy()
            screen = Robolectric.buildActivity(CameraActivity::class.java).setup()
        }
        screen.close()
        flowing.set(false)
        flow.join()
        waitFor("all frames") { camera.released.get() == camera.given.get() }
        assertEquals(null, failure[0])
        assertTrue("frames flowed: ${camera.given}", camera.given.get() > 100)
        assertTrue("some were translated", translations.get() > 20)
        assertEquals("released once each", 0, camera.twice.get())
        assertEquals(emptyList<String>(), runtime.crimes.toList())
        assertEquals("one model is open", 1, runtime.open.get())
    }

    @Test
    fun fiveHundredFramesTakeNoMoreMemoryThanTen() {
        val activity = startLive().get()
        repeat(10) { camera.give(frame) }
        waitFor("the first frames") { camera.released.get() == camera.given.get() }
        val before = usedMemory()
        repeat(500) {
            camera.give(frame)
            waitFor("frame $it") { camera.released.get() == camera.given.get() }
        }
        assertEquals(511, camera.given.get())
        val grown = usedMemory() - before
        // Each kept frame would take 120 kB, each kept pair of bitmaps 512 kB.
        assertTrue("$grown bytes more", grown < 6_000_000)
        assertEquals(0, camera.twice.get())
        assertEquals(null, activity.sentence)
    }

    @Test
    fun theNewestFrameWinsAndTheScreenDoesNotWaitForASlowModel() {
        for (accelerator in application.accelerators) runtime.milliseconds[accelerator] = 200
        val activity = startLive().get()
        camera.orientation = 0
        val first = translations.get()
        val began = System.nanoTime()
        repeat(60) {
            camera.give(gray(it))
            idle()
            Thread.sleep(10)
        }
        val newest = 200
        camera.give(gray(newest))
        val offered = (System.nanoTime() - began) / 1_000_000
        assertTrue("60 frames were offered in $offered ms", offered < 2_500)
        waitFor("the newest frame") { quadrants(activity, false).all { it and 255 == newest } }
        val runs = translations.get() - first
        assertTrue("$runs translations of 61 frames", runs in 2..15)
        waitFor("all frames") { camera.released.get() == camera.given.get() }
    }

    @Test
    fun leavingDoesNotWaitForASlowModel() {
        val screen = startLive()
        val held = CountDownLatch(1)
        val running = AtomicInteger()
        runtime.onRun = {
            running.incrementAndGet()
            held.await()
        }
        camera.give(frame)
        waitFor("a translation") { running.get() == 1 }
        camera.give(frame)
        val began = System.nanoTime()
        screen.pause().stop().destroy()
        val milliseconds = (System.nanoTime() - began) / 1_000_000
        assertTrue("left in $milliseconds ms", milliseconds < 2_000)
        assertEquals(camera.given.get(), camera.released.get())
        held.countDown()
        assertEquals("the next screen runs", 5, application.engine.run { 5 }.get())
    }

    private fun gray(level: Int): RgbImage {
        val picture = RgbImage(64, 64)
        picture.bytes.fill(level.toByte())
        return picture
    }

    private fun usedMemory(): Long {
        repeat(3) {
            System.gc()
            Thread.sleep(50)
        }
        return Runtime.getRuntime().run { totalMemory() - freeMemory() }
    }
}
