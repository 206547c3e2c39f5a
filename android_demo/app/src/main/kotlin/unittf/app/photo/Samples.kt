package unittf.app.photo

import android.content.Context
import android.net.Uri
import java.io.InputStream

/** Pictures that are part of the app, to try it with: `assets/samples`, any number of them. */
object Samples {
    fun list(context: Context): List<Uri> =
        context.assets.list(FOLDER).orEmpty()
            .filter { it.endsWith(".jpg") }
            .sorted()
            .map { Uri.parse("$PREFIX$it") }

    fun isSample(uri: Uri) = uri.toString().startsWith(PREFIX)

    fun open(
        context: Context,
        sample: Uri,
    ): InputStream = context.assets.open("$FOLDER/${sample.lastPathSegment}")

    private const val FOLDER = "samples"
    private const val PREFIX = "file:///android_asset/$FOLDER/"
}
