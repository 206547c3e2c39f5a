package unittf.app.measure

import android.content.Context
import android.os.Build
import unittf.app.engine.Note
import unittf.app.models.sentence
import unittf.core.BenchmarkJson
import unittf.core.Measured
import unittf.core.Refusal

/** Names this phone, and tells results in the user's language. */
class MeasureWords(private val context: Context) : MeasureJob.Words {
    override fun of(refusal: Refusal) = refusal.sentence(context)

    override fun of(note: Note) = note.sentence(context)

    override fun json(runtime: String, rows: List<Measured>) =
        BenchmarkJson.write(DEVICE, "Android $SYSTEM", runtime, rows)

    companion object {
        /** The maker and the model; many makers begin the one with the other. */
        val DEVICE: String
            get() =
                if (Build.MODEL.startsWith(Build.MANUFACTURER, ignoreCase = true)) {
                    Build.MODEL
                } else {
                    "${Build.MANUFACTURER} ${Build.MODEL}"
                }

        val SYSTEM: String get() = Build.VERSION.RELEASE
    }
}
