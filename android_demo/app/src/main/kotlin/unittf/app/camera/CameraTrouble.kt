package unittf.app.camera

import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraDevice

/**
 * Calls the camera's system, which may refuse at any moment: another app can take the camera
 * between any two calls.
 *
 * @param refused what to do then.
 */
inline fun <T> unlessRefused(call: () -> T, refused: (Trouble) -> T): T = try {
    call()
} catch (exception: CameraAccessException) {
    refused(troubleOf(exception))
} catch (_: SecurityException) {
    refused(Trouble.FORBIDDEN)
} catch (_: IllegalArgumentException) {
    refused(Trouble.CONFIGURATION)
} catch (_: IllegalStateException) {
    refused(Trouble.TAKEN)
} catch (_: UnsupportedOperationException) {
    refused(Trouble.CONFIGURATION)
}

fun troubleOf(exception: CameraAccessException): Trouble = when (exception.reason) {
    CameraAccessException.CAMERA_IN_USE, CameraAccessException.CAMERA_DISCONNECTED ->
        Trouble.TAKEN
    CameraAccessException.MAX_CAMERAS_IN_USE -> Trouble.TOO_MANY
    CameraAccessException.CAMERA_DISABLED -> Trouble.FORBIDDEN
    else -> Trouble.BROKEN
}

/** @param error of [CameraDevice.StateCallback.onError]. */
fun troubleOf(error: Int): Trouble = when (error) {
    CameraDevice.StateCallback.ERROR_CAMERA_IN_USE -> Trouble.TAKEN
    CameraDevice.StateCallback.ERROR_MAX_CAMERAS_IN_USE -> Trouble.TOO_MANY
    CameraDevice.StateCallback.ERROR_CAMERA_DISABLED -> Trouble.FORBIDDEN
    CameraDevice.StateCallback.ERROR_CAMERA_SERVICE -> Trouble.SERVICE
    else -> Trouble.BROKEN
}
