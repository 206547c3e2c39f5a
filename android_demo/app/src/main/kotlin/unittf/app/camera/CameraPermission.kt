package unittf.app.camera

import android.Manifest
import android.app.Activity
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.os.Bundle
import android.provider.Settings

/** Whether the app may use the camera, and the way to it. */
class CameraPermission(private val activity: Activity, saved: Bundle?) {
    enum class State {
        GRANTED,

        /** The user was not asked yet. */
        UNASKED,

        /** The user said no, and may be asked again. */
        REFUSED,

        /** Android does not ask any more: only its settings help. */
        REFUSED_FOR_GOOD,
    }

    private var answer = saved?.getString(ANSWER)?.let(State::valueOf) ?: State.UNASKED

    val state: State
        get() {
            val now = activity.checkSelfPermission(Manifest.permission.CAMERA)
            return if (now == PackageManager.PERMISSION_GRANTED) State.GRANTED else answer
        }

    /** Asks the user; [answered] is told what came of it. */
    fun ask() = activity.requestPermissions(arrayOf(Manifest.permission.CAMERA), REQUEST)

    /** @param results of `onRequestPermissionsResult`: empty when it was interrupted. */
    fun answered(request: Int, results: IntArray) {
        if (request != REQUEST || results.isEmpty()) return
        val mayAskAgain =
            activity.shouldShowRequestPermissionRationale(Manifest.permission.CAMERA)
        answer = if (mayAskAgain) State.REFUSED else State.REFUSED_FOR_GOOD
    }

    /**
     * Opens this app's page in the system's settings. Who comes back may be asked again: there
     * one can also choose to be asked.
     */
    fun openSettings() {
        answer = State.UNASKED
        val page = Uri.fromParts("package", activity.packageName, null)
        activity.startActivity(Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, page))
    }

    fun save(state: Bundle) = state.putString(ANSWER, answer.name)

    private companion object {
        const val REQUEST = 1
        const val ANSWER = "camera_permission"
    }
}
