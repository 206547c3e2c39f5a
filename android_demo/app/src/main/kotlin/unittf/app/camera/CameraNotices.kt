package unittf.app.camera

import android.content.Context
import unittf.app.R
import unittf.app.engine.Engine
import unittf.app.models.sentence
import unittf.core.Refusal

/** One sentence and one button for everything that can stand in the way of a live picture. */
class CameraNotices(private val context: Context, private val actions: Actions) {
    /** What the buttons do. */
    interface Actions {
        fun allow()

        fun openSettings()

        fun tryAgain()

        fun showModels()
    }

    /** Null where the camera may be used. */
    fun of(permission: CameraPermission.State): CameraNotice? = when (permission) {
        CameraPermission.State.GRANTED -> null
        CameraPermission.State.UNASKED ->
            notice(R.string.camera_unasked, R.string.camera_allow, actions::allow)
        CameraPermission.State.REFUSED ->
            notice(R.string.camera_refused, R.string.camera_allow, actions::allow)
        CameraPermission.State.REFUSED_FOR_GOOD -> notice(
            R.string.camera_refused_for_good,
            R.string.camera_settings,
            actions::openSettings,
        )
    }

    /** Null where the model is ready. */
    fun of(state: Engine.State): CameraNotice? = when (state) {
        is Engine.State.Ready -> null
        is Engine.State.Loading ->
            CameraNotice(context.getString(R.string.camera_model_opening, state.model.name))
        is Engine.State.Failed -> models(state.refusal.sentence(context))
        Engine.State.None -> models(context.getString(R.string.camera_model_none))
    }

    fun of(trouble: Trouble): CameraNotice = notice(
        when (trouble) {
            Trouble.NO_CAMERA -> R.string.camera_no_camera
            Trouble.TAKEN -> R.string.camera_taken
            Trouble.TOO_MANY -> R.string.camera_too_many
            Trouble.FORBIDDEN -> R.string.camera_forbidden
            Trouble.BROKEN -> R.string.camera_broken
            Trouble.SERVICE -> R.string.camera_service
            Trouble.CONFIGURATION -> R.string.camera_configuration
            Trouble.SILENT -> R.string.camera_silent
        },
        R.string.camera_again,
        actions::tryAgain,
    )

    /** The model has failed at a picture. */
    fun of(failure: Throwable): CameraNotice = if (failure is Refusal) {
        models(failure.sentence(context))
    } else {
        notice(R.string.camera_model_failed, R.string.camera_again, actions::tryAgain)
    }

    fun starting() = CameraNotice(context.getString(R.string.camera_starting))

    private fun models(sentence: String) =
        CameraNotice(sentence, R.string.camera_models, actions::showModels)

    private fun notice(sentence: Int, button: Int, act: () -> Unit) =
        CameraNotice(context.getString(sentence), button, act)
}
