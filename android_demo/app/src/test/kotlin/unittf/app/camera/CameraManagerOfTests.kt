package unittf.app.camera

import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.os.Handler
import org.robolectric.annotation.Implementation
import org.robolectric.annotation.Implements
import org.robolectric.annotation.RealObject
import org.robolectric.shadow.api.Shadow
import org.robolectric.shadows.ShadowCameraManager
import org.robolectric.util.ReflectionHelpers
import org.robolectric.util.ReflectionHelpers.ClassParameter

/** The system's list of cameras, which refuses, takes its time or tells of other apps as told. */
@Implements(CameraManager::class)
class CameraManagerOfTests : ShadowCameraManager() {
    @RealObject
    lateinit var manager: CameraManager

    /** Thrown when a camera is opened. */
    var refusal: Exception? = null

    /** Thrown when the cameras are listed. */
    var listRefusal: CameraAccessException? = null

    /** Opens none until [letOpen]. */
    var held = false

    /** Cameras that were asked for. */
    val opened = ArrayList<String>()

    /** What was given with the last of them. */
    var callback: CameraDevice.StateCallback? = null
        private set
    var availability: CameraManager.AvailabilityCallback? = null
        private set

    /** The last that was opened. */
    val device get() = devices.lastOrNull()
    private val devices = ArrayList<CameraDevice>()
    private var waiting = {}

    @Implementation
    fun openCamera(id: String, callback: CameraDevice.StateCallback, handler: Handler) {
        refusal?.let { throw it }
        opened += id
        this.callback = callback
        waiting = { open(id, callback, handler) }
        if (!held) letOpen()
    }

    fun letOpen() = waiting()

    fun isClosed() = devices.all { ReflectionHelpers.getField(Shadow.extract(it), "closed") }

    @Implementation
    override fun getCameraIdList(): Array<String> {
        listRefusal?.let { throw it }
        return super.getCameraIdList()
    }

    @Implementation
    override fun getCameraCharacteristics(id: String): CameraCharacteristics {
        CameraStep.pass(CameraStep.CHARACTERISTICS)
        return super.getCameraCharacteristics(id)
    }

    @Implementation
    override fun registerAvailabilityCallback(
        callback: CameraManager.AvailabilityCallback,
        handler: Handler?,
    ) {
        availability = callback
    }

    @Implementation
    override fun unregisterAvailabilityCallback(callback: CameraManager.AvailabilityCallback) {
        if (availability === callback) availability = null
    }

    private fun open(id: String, callback: CameraDevice.StateCallback, handler: Handler) {
        Shadow.directlyOn<Unit, CameraManager>(
            manager,
            CameraManager::class.java,
            "openCamera",
            ClassParameter.from(String::class.java, id),
            ClassParameter.from(CameraDevice.StateCallback::class.java, Seen(callback)),
            ClassParameter.from(Handler::class.java, handler),
        )
    }

    private inner class Seen(private val to: CameraDevice.StateCallback) :
        CameraDevice.StateCallback() {
        override fun onOpened(camera: CameraDevice) {
            devices += camera
            to.onOpened(camera)
        }

        override fun onDisconnected(camera: CameraDevice) = to.onDisconnected(camera)

        override fun onError(camera: CameraDevice, error: Int) = to.onError(camera, error)
    }
}
