package unittf.app.photo

import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.Intent
import android.net.Uri
import android.os.Build
import android.provider.MediaStore

/** Lets the user choose a photo by the system's own screens, which need no permission. */
object PhotoPicker {
    /**
     * Starts the phone's photo picker, or where there is none, its picker of documents.
     *
     * @return false when the phone has neither.
     */
    fun start(activity: Activity, request: Int): Boolean =
        pickers().any { starts(activity, it, request) }

    /** The chosen photo; null when the user went back. */
    fun chosen(result: Int, data: Intent?): Uri? =
        data?.data?.takeIf { result == Activity.RESULT_OK }

    /** The photo that another app shares with this one; null for any other start. */
    @Suppress("DEPRECATION") // the typed getParcelableExtra begins with Android 13
    fun shared(intent: Intent): Uri? = if (intent.action == Intent.ACTION_SEND) {
        intent.getParcelableExtra(Intent.EXTRA_STREAM) as? Uri
    } else {
        null
    }

    /** The photo picker came to Android 11 and 12 by updates: where it did not, trying tells. */
    private fun pickers(): List<Intent> {
        val photos = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) {
            listOf(Intent(MediaStore.ACTION_PICK_IMAGES).setType("image/*"))
        } else {
            emptyList()
        }
        val documents = Intent(Intent.ACTION_OPEN_DOCUMENT)
            .addCategory(Intent.CATEGORY_OPENABLE)
            .setType("image/*")
        return photos + documents
    }

    @Suppress("DEPRECATION") // what replaces it is not part of the framework
    private fun starts(
        activity: Activity,
        picker: Intent,
        request: Int,
    ): Boolean =
        try {
            activity.startActivityForResult(picker, request)
            true
        } catch (_: ActivityNotFoundException) {
            false
        }
}
