package unittf.app.engine

import android.annotation.SuppressLint
import android.content.SharedPreferences
import unittf.core.GpuTrial

/**
 * What is known of accelerators on this phone, kept between starts: what the user chose, what was
 * measured, and the marks of the GPU's trial.
 */
class AcceleratorMemory(private val preferences: SharedPreferences) : GpuTrial.Memory {
    /** The accelerator that the user chose for a model; null where the app is to choose. */
    fun chosen(model: String): Accelerator? =
        Accelerator.of(preferences.getString("$CHOSEN$model", null))

    fun choose(model: String, accelerator: Accelerator?) =
        preferences.edit().putString("$CHOSEN$model", accelerator?.key).apply()

    /** Milliseconds of a picture by accelerator; empty where nothing was measured. */
    fun measured(model: String): Map<Accelerator, Double> = preferences
        .getStringSet("$MEASURED$model", null)
        .orEmpty()
        .mapNotNull { entry ->
            val accelerator = Accelerator.of(entry.substringBefore('='))
            val milliseconds = entry.substringAfter('=').toDoubleOrNull()
            if (accelerator == null ||
                milliseconds == null
            ) {
                null
            } else {
                accelerator to milliseconds
            }
        }.toMap()

    fun keep(model: String, measured: Map<Accelerator, Double>) {
        val entries = measured.mapTo(HashSet()) { (accelerator, milliseconds) ->
            "${accelerator.key}=$milliseconds"
        }
        preferences.edit().putStringSet("$MEASURED$model", entries).apply()
    }

    /** Measures anew the next time. */
    fun forget(model: String) = preferences.edit().remove("$MEASURED$model").apply()

    override fun read(key: String): String? = preferences.getString("$TRIAL$key", null)

    /** On the disk before it returns: what follows may end the process. */
    @SuppressLint("ApplySharedPref")
    override fun write(key: String, value: String) {
        preferences.edit().putString("$TRIAL$key", value).commit()
    }

    private companion object {
        const val CHOSEN = "chosen/"
        const val MEASURED = "measured/"
        const val TRIAL = "trial/"
    }
}
