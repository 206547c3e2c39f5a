package unittf.app.camera

import android.annotation.SuppressLint
import android.graphics.ImageFormat
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.media.Image
import android.media.ImageReader
import android.os.Handler
import android.util.Size
import unittf.core.Plane
import unittf.core.YuvFrame

/**
 * One use of a camera, from its opening to its closing.
 *
 * All of it happens on the handler's thread, but [close], which only says that it shall end: what
 * has not begun by then does not begin, and a camera that opens afterwards is closed.
 */
class OpenCamera(
    private val manager: CameraManager,
    private val handler: Handler,
    private val listener: FrameSource.Listener,
) : CameraDevice.StateCallback() {
    @Volatile
    private var closed = false
    private var chosen: ChosenCamera? = null
    private var device: CameraDevice? = null
    private var reader: ImageReader? = null
    private var users: LastOneOut? = null
    private var availability: CameraManager.AvailabilityCallback? = null

    /** Opens the camera that looks this way, for frames of at least this size. */
    fun open(facing: Facing, width: Int, height: Int) = unlessFailed {
        val camera = ChosenCamera.of(manager, facing)
        val size = camera?.sizeFor(width, height)
        when {
            camera == null -> fail(Trouble.NO_CAMERA)
            size == null -> fail(Trouble.CONFIGURATION)
            else -> open(camera, size)
        }
    }

    /** Ends it; on whatever thread. */
    fun close() {
        closed = true
        handler.post {
            free()
            stopWatching()
        }
    }

    override fun onOpened(camera: CameraDevice) {
        device = camera
        if (closed) free() else unlessFailed { configure(camera) }
    }

    override fun onDisconnected(camera: CameraDevice) {
        device = camera
        fail(Trouble.TAKEN)
    }

    override fun onError(camera: CameraDevice, error: Int) {
        device = camera
        fail(troubleOf(error))
    }

    @SuppressLint("MissingPermission") // a refusal is told
    private fun open(
        camera: ChosenCamera,
        size: Size,
    ) {
        chosen = camera
        val images = ImageReader
            .newInstance(size.width, size.height, ImageFormat.YUV_420_888, IMAGES)
        reader = images
        users = LastOneOut(images::close)
        images.setOnImageAvailableListener({ unlessFailed { readFrom(it, camera) } }, handler)
        manager.openCamera(camera.id, this, handler)
    }

    @Suppress("DEPRECATION") // what replaces it begins with Android 9
    private fun configure(camera: CameraDevice) {
        val surface = checkNotNull(reader?.surface) { "opened without a reader" }
        val request = camera.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW)
        request.addTarget(surface)
        chosen?.autofocus?.let { request[CaptureRequest.CONTROL_AF_MODE] = it }
        val frames = request.build()
        val callback = object : CameraCaptureSession.StateCallback() {
            override fun onConfigured(session: CameraCaptureSession) =
                unlessFailed { session.setRepeatingRequest(frames, null, handler) }

            override fun onConfigureFailed(session: CameraCaptureSession) =
                fail(Trouble.CONFIGURATION)
        }
        camera.createCaptureSession(listOf(surface), callback, handler)
    }

    private fun readFrom(images: ImageReader, camera: ChosenCamera) {
        val users = users ?: return
        if (!users.enter()) return
        var image: Image? = null
        try {
            image = images.acquireLatestImage()
            if (image != null) {
                listener.onFrame(frameOf(image, camera, users))
                image = null
                return
            }
        } catch (_: IllegalStateException) {
            // All frames are in use: this one is skipped.
        }
        image?.close()
        users.leave()
    }

    private fun frameOf(image: Image, camera: ChosenCamera, users: LastOneOut): Frame {
        val (y, u, v) = image.planes.map { Plane(it.buffer, it.rowStride, it.pixelStride) }
        return Frame(
            YuvFrame(image.width, image.height, y, u, v),
            camera.orientation,
            camera.front,
        ) {
            image.close()
            users.leave()
        }
    }

    /** Nothing begins after [close]; what the system refuses is told. */
    private inline fun unlessFailed(call: () -> Unit) {
        if (!closed) unlessRefused(call) { fail(it) }
    }

    private fun fail(trouble: Trouble) {
        free()
        if (closed) return
        listener.onTrouble(trouble)
        if (trouble == Trouble.TAKEN || trouble == Trouble.TOO_MANY) watch()
    }

    private fun free() {
        unlessRefused({ device?.close() }, {})
        device = null
        users?.close()
        users = null
        reader = null
    }

    /** The first calls tell how things stand now; only what becomes free afterwards counts. */
    private fun watch() {
        if (availability != null) return
        val used = HashSet<String>()
        val callback = object : CameraManager.AvailabilityCallback() {
            override fun onCameraUnavailable(id: String) {
                used += id
            }

            override fun onCameraAvailable(id: String) {
                if (used.remove(id) && !closed) listener.onFree()
            }
        }
        availability = callback
        unlessRefused({ manager.registerAvailabilityCallback(callback, handler) }, {})
    }

    private fun stopWatching() {
        availability?.let { manager.unregisterAvailabilityCallback(it) }
        availability = null
    }

    private companion object {
        /** One is read, one waits, one arrives. */
        const val IMAGES = 3
    }
}
