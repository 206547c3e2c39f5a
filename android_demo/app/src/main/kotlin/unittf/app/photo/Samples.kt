package unittf.app.photo

import android.content.Context
import android.net.Uri
import java.io.InputStream

/** Pictures that are part of the app, to try it with: `assets/samples`, any number of them. */
object Samples {
    fun list(context: Context): List<Uri> = context.assets
        .list(FOLDER)
        .orEmpty()
        .filter { it.endsWith(".jpg") }
        .sorted()
        .map { Uri.parse("$PREFIX$it") }

    /** The one to begin with: of what the model translates, as far as the name tells it. */
    fun first(context: Context, source: String?): Uri? {
        val samples = list(context)
        val fitting = samples.find { source != null && source in it.lastPathSegment.orEmpty() }
        return fitting ?: samples.firstOrNull()
    }

    fun isSample(uri: Uri) = uri.toString().startsWith(PREFIX)

    fun open(context: Context, sample: Uri): InputStream =
        context.assets.open("$FOLDER/${sample.lastPathSegment}")

    private const val FOLDER = "samples"
    private const val PREFIX = "file:///android_asset/$FOLDER/"
}
