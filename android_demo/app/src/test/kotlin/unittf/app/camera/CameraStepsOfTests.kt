package unittf.app.camera

import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CaptureRequest
import android.os.Handler
import android.view.Surface
import org.robolectric.annotation.Implementation
import org.robolectric.annotation.Implements
import org.robolectric.shadows.ShadowCameraCaptureSessionImpl
import org.robolectric.shadows.ShadowCameraDeviceImpl

/** What follows on the opening of a camera; another app can take the camera at each of them. */
enum class CameraStep {
    CHARACTERISTICS,
    REQUEST,
    SESSION,
    CONFIGURED,
    REPEATING,
    ;

    companion object {
        /** The one that the system refuses. */
        var refused: CameraStep? = null

        /** How often frames were asked for and not refused. */
        var repeating = 0

        fun pass(step: CameraStep) {
            if (step == refused) {
                throw CameraAccessException(CameraAccessException.CAMERA_DISCONNECTED)
            }
        }
    }
}

/** A camera that refuses as [CameraStep] says. */
@Implements(className = "android.hardware.camera2.impl.CameraDeviceImpl", isInAndroidSdk = false)
class CameraDeviceOfTests : ShadowCameraDeviceImpl() {
    @Implementation
    override fun createCaptureRequest(template: Int): CaptureRequest.Builder {
        CameraStep.pass(CameraStep.REQUEST)
        return super.createCaptureRequest(template)
    }

    @Implementation
    override fun createCaptureSession(
        outputs: List<Surface>,
        callback: CameraCaptureSession.StateCallback,
        handler: Handler?,
    ) {
        CameraStep.pass(CameraStep.SESSION)
        super.createCaptureSession(outputs, Seen(callback), handler)
    }

    private class Seen(private val to: CameraCaptureSession.StateCallback) :
        CameraCaptureSession.StateCallback() {
        override fun onConfigured(session: CameraCaptureSession) =
            if (CameraStep.refused == CameraStep.CONFIGURED) {
                to.onConfigureFailed(session)
            } else {
                to.onConfigured(session)
            }

        override fun onConfigureFailed(session: CameraCaptureSession) =
            to.onConfigureFailed(session)
    }
}

/** Its session, likewise. */
@Implements(
    className = "android.hardware.camera2.impl.CameraCaptureSessionImpl",
    isInAndroidSdk = false,
)
class CameraSessionOfTests : ShadowCameraCaptureSessionImpl() {
    @Implementation
    override fun setRepeatingRequest(
        request: CaptureRequest,
        callback: CameraCaptureSession.CaptureCallback?,
        handler: Handler?,
    ): Int {
        CameraStep.pass(CameraStep.REPEATING)
        CameraStep.repeating++
        return super.setRepeatingRequest(request, callback, handler)
    }
}
