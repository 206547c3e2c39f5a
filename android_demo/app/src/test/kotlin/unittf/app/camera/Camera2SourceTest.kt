package unittf.app.camera

import android.content.Context
import android.graphics.ImageFormat
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CameraMetadata
import android.os.Build
import android.os.Handler
import android.os.Looper
import android.util.Size
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Shadows.shadowOf
import org.robolectric.annotation.Config
import org.robolectric.shadow.api.Shadow
import org.robolectric.shadows.ShadowCameraCharacteristics
import org.robolectric.shadows.StreamConfigurationMapBuilder
import unittf.app.ScreenTest

/**
 * The phone's cameras, as far as they can be had without one. All on the main thread here. On
 * Android 8, Robolectric's cameras make no session.
 */
@Config(
    shadows = [
        CameraManagerOfTests::class,
        CameraDeviceOfTests::class,
        CameraSessionOfTests::class,
    ],
    minSdk = Build.VERSION_CODES.Q,
)
class Camera2SourceTest : ScreenTest() {
    private val manager = application.getSystemService(Context.CAMERA_SERVICE) as CameraManager
    private val shadow get() = Shadow.extract<CameraManagerOfTests>(manager)
    private val source = Camera2Source(manager, Handler(Looper.getMainLooper()))
    private val told = Told()

    @After
    fun allow() {
        CameraStep.refused = null
        CameraStep.repeating = 0
    }

    private class Told : FrameSource.Listener {
        val troubles = ArrayList<Trouble>()
        var free = 0

        override fun onFrame(frame: Frame) = frame.release()

        override fun onTrouble(trouble: Trouble) {
            troubles += trouble
        }

        override fun onFree() {
            free++
        }
    }

    @Test
    fun opensTheCameraThatLooksTheRightWay() {
        addCameras()
        assertEquals(setOf(Facing.BACK, Facing.FRONT), source.facings)
        start(Facing.FRONT)
        assertEquals(listOf("1"), shadow.opened)
        source.stop()
        idle()
        start(Facing.BACK)
        assertEquals(listOf("1", "0"), shadow.opened)
        assertEquals(emptyList<Trouble>(), told.troubles)
    }

    @Test
    fun takesTheOtherCameraWhereThereIsButOne() {
        add("7", CameraMetadata.LENS_FACING_EXTERNAL)
        assertEquals(setOf(Facing.BACK), source.facings)
        start(Facing.FRONT)
        assertEquals(listOf("7"), shadow.opened)
    }

    @Test
    fun leavesCamerasOutThatGiveNoPictures() {
        add("0", CameraMetadata.LENS_FACING_BACK, capabilities = intArrayOf(8))
        assertEquals(emptySet<Facing>(), source.facings)
        start()
        assertEquals(listOf(Trouble.NO_CAMERA), told.troubles)
    }

    @Test
    fun tellsThatThereIsNoCamera() {
        start()
        assertEquals(listOf(Trouble.NO_CAMERA), told.troubles)
    }

    @Test
    fun tellsThatACameraGivesNoFramesThatCanBeRead() {
        add("0", CameraMetadata.LENS_FACING_BACK, sizes = emptyList())
        start()
        assertEquals(listOf(Trouble.CONFIGURATION), told.troubles)
        assertEquals(emptyList<String>(), shadow.opened)
    }

    @Test
    fun everyRefusalOfTheSystemIsATrouble() {
        addCameras()
        val refusals = listOf(
            CameraAccessException(CameraAccessException.CAMERA_IN_USE) to Trouble.TAKEN,
            CameraAccessException(CameraAccessException.CAMERA_DISCONNECTED) to Trouble.TAKEN,
            CameraAccessException(CameraAccessException.MAX_CAMERAS_IN_USE) to Trouble.TOO_MANY,
            CameraAccessException(CameraAccessException.CAMERA_DISABLED) to Trouble.FORBIDDEN,
            CameraAccessException(CameraAccessException.CAMERA_ERROR) to Trouble.BROKEN,
            SecurityException() to Trouble.FORBIDDEN,
            IllegalArgumentException() to Trouble.CONFIGURATION,
            IllegalStateException() to Trouble.TAKEN,
        )
        for ((refusal, trouble) in refusals) {
            told.troubles.clear()
            shadow.refusal = refusal
            start()
            assertEquals("$refusal", listOf(trouble), told.troubles)
            shadow.refusal = null
            start()
            assertEquals("it comes back", listOf(trouble), told.troubles)
            source.stop()
            idle()
        }
    }

    @Test
    fun aRefusalAtEveryStepIsToldAndComesBack() {
        addCameras()
        for (step in CameraStep.entries) {
            told.troubles.clear()
            CameraStep.refused = step
            start()
            val trouble =
                if (step == CameraStep.CONFIGURED) Trouble.CONFIGURATION else Trouble.TAKEN
            assertEquals("$step", listOf(trouble), told.troubles)
            assertTrue("$step: closed", shadow.isClosed())
            assertEquals("$step: nothing runs", 0, CameraStep.repeating)
            CameraStep.refused = null
            start()
            assertEquals("$step: it comes back", 1, CameraStep.repeating)
            assertEquals("$step: once", listOf(trouble), told.troubles)
            source.stop()
            idle()
            CameraStep.repeating = 0
        }
    }

    @Test
    fun aRefusedListOfCamerasIsNoCrash() {
        addCameras()
        shadow.listRefusal = CameraAccessException(CameraAccessException.CAMERA_DISCONNECTED)
        assertEquals(emptySet<Facing>(), source.facings)
        start()
        assertEquals(listOf(Trouble.TAKEN), told.troubles)
    }

    @Test
    fun everyErrorOfTheDeviceIsATrouble() {
        addCameras()
        val errors = mapOf(
            CameraDevice.StateCallback.ERROR_CAMERA_IN_USE to Trouble.TAKEN,
            CameraDevice.StateCallback.ERROR_MAX_CAMERAS_IN_USE to Trouble.TOO_MANY,
            CameraDevice.StateCallback.ERROR_CAMERA_DISABLED to Trouble.FORBIDDEN,
            CameraDevice.StateCallback.ERROR_CAMERA_DEVICE to Trouble.BROKEN,
            CameraDevice.StateCallback.ERROR_CAMERA_SERVICE to Trouble.SERVICE,
        )
        for ((error, trouble) in errors) {
            told.troubles.clear()
            start()
            shadow.callback!!.onError(shadow.device!!, error)
            assertEquals(listOf(trouble), told.troubles)
        }
    }

    @Test
    fun anotherAppTakesTheCameraAndGivesItBack() {
        addCameras()
        start()
        shadow.callback!!.onDisconnected(shadow.device!!)
        assertEquals(listOf(Trouble.TAKEN), told.troubles)
        val availability = checkNotNull(shadow.availability)
        // How things stand is told first: that is no news.
        availability.onCameraAvailable("1")
        assertEquals(0, told.free)
        availability.onCameraUnavailable("0")
        availability.onCameraAvailable("0")
        assertEquals(1, told.free)
        source.stop()
        idle()
        assertNull("watched no longer", shadow.availability)
    }

    @Test
    fun whatIsStoppedWhileItOpensEndsClosed() {
        addCameras()
        shadow.held = true
        start()
        val callback = checkNotNull(shadow.callback)
        source.stop()
        idle()
        shadow.held = false
        shadow.letOpen()
        idle()
        assertTrue("closed", shadow.isClosed())
        assertEquals(emptyList<Trouble>(), told.troubles)
        callback.onError(shadow.device!!, CameraDevice.StateCallback.ERROR_CAMERA_DEVICE)
        assertEquals("told nobody", emptyList<Trouble>(), told.troubles)
    }

    @Test
    fun whatIsStoppedBeforeItOpensIsNotOpened() {
        addCameras()
        source.start(Facing.BACK, 640, 480, told)
        source.stop()
        idle()
        assertEquals(emptyList<String>(), shadow.opened)
    }

    @Test
    fun startsAndStopsAHundredTimes() {
        addCameras()
        repeat(100) {
            source.start(if (it % 2 == 0) Facing.BACK else Facing.FRONT, 640, 480, told)
            if (it % 3 == 0) idle()
            source.stop()
        }
        idle()
        assertTrue("${shadow.opened.size} were opened", shadow.opened.size >= 33)
        assertTrue("closed", shadow.isClosed())
        assertEquals(emptyList<Trouble>(), told.troubles)
    }

    @Test
    fun choosesTheSmallestSizeThatIsLargeEnough() {
        val sizes = listOf(Size(1920, 1080), Size(640, 480), Size(320, 240), Size(1280, 720))
        val camera = ChosenCamera("0", false, 90, sizes, null)
        assertEquals(Size(640, 480), camera.sizeFor(640, 480))
        assertEquals(Size(1280, 720), camera.sizeFor(641, 480))
        assertEquals("whichever is longer", Size(640, 480), camera.sizeFor(480, 640))
        assertEquals("the largest", Size(1920, 1080), camera.sizeFor(4000, 3000))
        assertNull(ChosenCamera("0", false, 90, emptyList(), null).sizeFor(640, 480))
    }

    @Test
    fun keepsAMovingPictureSharpWhereTheCameraCan() {
        fun autofocus(vararg modes: Int): Int? {
            add("5", CameraMetadata.LENS_FACING_BACK, autofocus = modes)
            return ChosenCamera
                .of(manager, Facing.BACK)
                ?.autofocus
                .also { shadowOf(manager).removeCamera("5") }
        }
        assertNull("fixed", autofocus(CameraMetadata.CONTROL_AF_MODE_OFF))
        assertEquals(CameraMetadata.CONTROL_AF_MODE_CONTINUOUS_VIDEO, autofocus(0, 1, 3))
        assertEquals(CameraMetadata.CONTROL_AF_MODE_CONTINUOUS_PICTURE, autofocus(0, 3, 4))
    }

    private fun start(facing: Facing = Facing.BACK) {
        source.start(facing, 640, 480, told)
        idle()
    }

    private fun addCameras() {
        add("0", CameraMetadata.LENS_FACING_BACK)
        add("1", CameraMetadata.LENS_FACING_FRONT)
    }

    private fun add(
        id: String,
        facing: Int,
        sizes: List<Size> = listOf(Size(640, 480)),
        capabilities: IntArray = intArrayOf(0),
        autofocus: IntArray = intArrayOf(0, 4),
    ) {
        val about = ShadowCameraCharacteristics.newCameraCharacteristics()
        val map = StreamConfigurationMapBuilder.newBuilder()
        sizes.forEach { map.addOutputSize(ImageFormat.YUV_420_888, it) }
        if (sizes.isEmpty()) map.addOutputSize(Size(640, 480))
        with(shadowOf(about)) {
            set(CameraCharacteristics.LENS_FACING, facing)
            set(CameraCharacteristics.SENSOR_ORIENTATION, 90)
            set(CameraCharacteristics.REQUEST_AVAILABLE_CAPABILITIES, capabilities)
            set(CameraCharacteristics.CONTROL_AF_AVAILABLE_MODES, autofocus)
            set(CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP, map.build())
        }
        shadowOf(manager).addCamera(id, about)
    }
}
