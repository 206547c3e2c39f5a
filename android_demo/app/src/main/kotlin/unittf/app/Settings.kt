package unittf.app

import android.content.Context

/** What the user has chosen; kept on the phone until the app is removed. */
class Settings(context: Context) {
    private val kept = context.getSharedPreferences("settings", Context.MODE_PRIVATE)

    /** Whether a translated photo keeps the date of its original. */
    var keepDate: Boolean
        get() = kept.getBoolean(DATE, true)
        set(value) = write(DATE, value)

    /** Whether a translated photo keeps the place of its original. */
    var keepPlace: Boolean
        get() = kept.getBoolean(PLACE, false)
        set(value) = write(PLACE, value)

    /** Whether a picture of the front camera is saved mirrored, as the screen shows it. */
    var saveAsSeen: Boolean
        get() = kept.getBoolean(AS_SEEN, true)
        set(value) = write(AS_SEEN, value)

    private fun write(key: String, value: Boolean) = kept.edit().putBoolean(key, value).apply()

    private companion object {
        const val DATE = "keep_date"
        const val PLACE = "keep_place"
        const val AS_SEEN = "save_as_seen"
    }
}
