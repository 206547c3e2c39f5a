package unittf.app.camera

import android.Manifest
import android.content.Intent
import android.content.pm.PackageManager
import android.provider.Settings
import android.view.View
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.shadows.ShadowLooper
import unittf.app.R
import unittf.app.engine.Accelerator
import unittf.app.models.ModelsActivity
import unittf.core.Plane
import unittf.core.YuvFrame
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit

/** Everything that can stand in the way: one sentence, one button, and the way back. */
class CameraTroubleTest : CameraScreenTest() {
    @Test
    fun explainsBeforeItAsksForThePermission() {
        forbid()
        val screen = start()
        val activity = screen.get()
        waitForSentence(activity, R.string.camera_unasked)
        assertFalse("closed without permission", camera.running)
        assertNull("it does not ask by itself", shadowOf(activity).lastRequestedPermission)
        assertEquals(activity.getString(R.string.camera_allow), activity.act.text)
        activity.act.performClick()
        assertEquals(
            listOf(Manifest.permission.CAMERA),
            shadowOf(activity).lastRequestedPermission.requestedPermissions.toList(),
        )
        allow()
        answer(screen, PackageManager.PERMISSION_GRANTED)
        assertTrue("goes on at once", camera.running)
        showFrame(activity)
        assertNull(activity.sentence)
    }

    @Test
    fun mayAskAgainAfterARefusal() {
        forbid()
        val screen = start()
        shadowOf(application.packageManager)
            .setShouldShowRequestPermissionRationale(Manifest.permission.CAMERA, true)
        screen.get().act.performClick()
        answer(screen, PackageManager.PERMISSION_DENIED)
        waitForSentence(screen.get(), R.string.camera_refused)
        screen.recreate()
        waitForSentence(screen.get(), R.string.camera_refused)
        screen.get().act.performClick()
        assertEquals(1, shadowOf(screen.get()).lastRequestedPermission.requestedPermissions.size)
        allow()
        answer(screen, PackageManager.PERMISSION_GRANTED)
        assertTrue(camera.running)
    }

    @Test
    fun leadsToTheSettingsAfterARefusalForGood() {
        forbid()
        val screen = start()
        screen.get().act.performClick()
        answer(screen, PackageManager.PERMISSION_DENIED)
        waitForSentence(screen.get(), R.string.camera_refused_for_good)
        screen.get().act.performClick()
        val started = shadowOf(screen.get()).nextStartedActivity
        assertEquals(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, started.action)
        assertEquals("package:unittf.app", started.dataString)
        screen.pause().stop()
        allow()
        screen.start().resume()
        assertTrue("goes on when it was allowed there", camera.running)
        showFrame(screen.get())
        assertNull(screen.get().sentence)
    }

    @Test
    fun mayBeAskedAgainWhenTheSettingsChangedNothing() {
        forbid()
        val screen = start()
        screen.get().act.performClick()
        answer(screen, PackageManager.PERMISSION_DENIED)
        screen.get().act.performClick()
        screen
            .pause()
            .stop()
            .start()
            .resume()
        waitForSentence(screen.get(), R.string.camera_unasked)
        assertFalse(camera.running)
    }

    @Test
    fun anInterruptedQuestionIsNoAnswer() {
        forbid()
        val screen = start()
        screen.get().act.performClick()
        screen.get().onRequestPermissionsResult(1, emptyArray(), IntArray(0))
        waitForSentence(screen.get(), R.string.camera_unasked)
    }

    @Test
    fun closesWhenThePermissionIsTakenAway() {
        val screen = startLive()
        screen.pause()
        forbid()
        screen.resume()
        assertFalse(camera.running)
        waitForSentence(screen.get(), R.string.camera_unasked)
    }

    @Test
    fun tellsThatThereIsNoCameraBeforeItAsks() {
        forbid()
        camera.facings = emptySet()
        val activity = start().get()
        waitForSentence(activity, R.string.camera_no_camera)
        assertFalse(camera.running)
        // One is put in.
        camera.facings = setOf(Facing.BACK)
        allow()
        activity.act.performClick()
        assertTrue(camera.running)
        showFrame(activity)
        assertNull(activity.sentence)
    }

    @Test
    fun tellsEveryTroubleAndComesBackByTheButtonAndByReturning() {
        val sentences = mapOf(
            Trouble.NO_CAMERA to R.string.camera_no_camera,
            Trouble.TAKEN to R.string.camera_taken,
            Trouble.TOO_MANY to R.string.camera_too_many,
            Trouble.FORBIDDEN to R.string.camera_forbidden,
            Trouble.BROKEN to R.string.camera_broken,
            Trouble.SERVICE to R.string.camera_service,
            Trouble.CONFIGURATION to R.string.camera_configuration,
            Trouble.SILENT to R.string.camera_silent,
        )
        assertEquals("all of them", Trouble.entries.toSet(), sentences.keys)
        assertEquals("one each", sentences.size, sentences.values.toSet().size)
        val screen = startLive()
        val activity = screen.get()
        for ((trouble, sentence) in sentences) {
            checkNotNull(camera.listener).onTrouble(trouble)
            waitForSentence(activity, sentence)
            assertFalse("the screen may go off", activity.compare.keepScreenOn)
            assertFalse(activity.view<View>(R.id.camera_freeze).isEnabled)
            camera.trouble = trouble
            activity.act.performClick()
            waitForSentence(activity, sentence)
            camera.trouble = null
            activity.act.performClick()
            showFrame(activity)
            assertNull("$trouble", activity.sentence)

            checkNotNull(camera.listener).onTrouble(trouble)
            waitForSentence(activity, sentence)
            screen.pause()
            assertFalse(camera.running)
            screen.resume()
            showFrame(activity)
            assertNull("$trouble", activity.sentence)
        }
    }

    @Test
    fun comesBackByItselfWhenTheOtherAppGivesTheCameraUp() {
        val activity = startLive().get()
        checkNotNull(camera.listener).onTrouble(Trouble.TAKEN)
        waitForSentence(activity, R.string.camera_taken)
        checkNotNull(camera.listener).onFree()
        waitFor("another start") { camera.starts.size == 2 }
        showFrame(activity)
        assertNull(activity.sentence)
    }

    @Test
    fun aFrameWithAPlaneThatIsTooShortIsToldAndIsNoCrash() {
        val activity = startLive().get()
        val whole = Nv21.of(frame)
        val cut = whole.y.bytes.duplicate()
        cut.limit(cut.limit() - 1)
        val short = YuvFrame(
            whole.width,
            whole.height,
            Plane(cut, whole.y.rowStride, 1),
            whole.u,
            whole.v,
        )
        repeat(3) { camera.give(short, checkNotNull(camera.listener)) }
        waitForSentence(activity, R.string.camera_configuration)
        assertFalse("closed", camera.running)
        waitFor("all frames") { camera.released.get() == camera.given.get() }
        assertEquals("released once each", 0, camera.twice.get())
        activity.act.performClick()
        showFrame(activity)
        assertNull("goes on with whole frames", activity.sentence)
    }

    @Test
    fun aTroubleThatComesTooLateIsNotTold() {
        val screen = startLive()
        val old = checkNotNull(camera.listener)
        screen.pause()
        old.onTrouble(Trouble.BROKEN)
        screen.resume()
        idle()
        assertNull(screen.get().sentence)
    }

    @Test
    fun tellsWhenNoFramesComeForFiveSeconds() {
        allow()
        val activity = start().get()
        waitForSentence(activity, R.string.camera_starting)
        // Frames of an animation move the clock a little by themselves.
        idleFor(4_000)
        waitForSentence(activity, R.string.camera_starting)
        idleFor(1_100)
        waitForSentence(activity, R.string.camera_silent)
        assertFalse(camera.running)
        activity.act.performClick()
        idleFor(3_000)
        camera.give(frame)
        idleFor(4_000)
        assertTrue("a frame came meanwhile", camera.running)
        idleFor(1_100)
        waitForSentence(activity, R.string.camera_silent)
    }

    @Test
    fun theCameraClosesWithTheScreenAndComesBack() {
        val screen = startLive()
        screen.pause().stop()
        assertFalse("screen off", camera.running)
        assertFalse(screen.get().compare.keepScreenOn)
        screen.start().resume()
        assertTrue("screen on", camera.running)
        showFrame(screen.get())
        assertNull(screen.get().sentence)
    }

    @Test
    fun waitsForTheModelWithoutTheCamera() {
        allow()
        val held = CountDownLatch(1)
        runtime.onRun = { held.await() }
        val activity = Robolectric.buildActivity(CameraActivity::class.java).setup()
        idle()
        assertFalse(camera.running)
        assertEquals(View.GONE, activity.get().act.visibility)
        assertTrue(
            activity
                .get()
                .sentence
                .orEmpty()
                .contains("day → night"),
        )
        held.countDown()
        waitForModel()
        assertTrue(camera.running)
        activity.close()
    }

    @Test
    fun aModelThatCannotBeOpenedLeadsToTheModels() {
        allow()
        runtime.refused += application.accelerators
        val screen = Robolectric.buildActivity(CameraActivity::class.java).setup()
        val activity = screen.get()
        waitFor("a refusal") { activity.act.visibility == View.VISIBLE }
        assertTrue(
            activity.sentence,
            activity.sentence.orEmpty().contains("does not run this model"),
        )
        assertFalse(camera.running)
        activity.act.performClick()
        val started: Intent = shadowOf(activity).nextStartedActivity
        assertEquals(ModelsActivity::class.java.name, started.component?.className)
        runtime.refused.clear()
        application.engine.use(application.models.chosen)
        waitForModel()
        assertTrue("comes back", camera.running)
        screen.close()
    }

    @Test
    fun aModelThatFailsAtAPictureIsTold() {
        val activity = startLive().get()
        runtime.failing += application.accelerators.filterIsInstance<Accelerator.Cpu>()
        camera.give(frame)
        waitFor("a refusal") { activity.sentence != null }
        assertTrue(activity.sentence.orEmpty().contains("does not run this model"))
        assertFalse(camera.running)
        assertEquals(activity.getString(R.string.camera_models), activity.act.text)
        assertEquals(camera.given.get(), camera.released.get())
    }

    private fun answer(screen: ActivityController<CameraActivity>, result: Int) {
        screen.get().onRequestPermissionsResult(
            1,
            arrayOf(Manifest.permission.CAMERA),
            intArrayOf(result),
        )
        idle()
    }

    private fun idleFor(milliseconds: Long) =
        ShadowLooper.idleMainLooper(milliseconds, TimeUnit.MILLISECONDS)
}
