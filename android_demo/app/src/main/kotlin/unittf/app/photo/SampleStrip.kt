package unittf.app.photo

import android.graphics.Bitmap
import android.graphics.BitmapFactory
import android.net.Uri
import android.os.Handler
import android.os.Looper
import android.view.LayoutInflater
import android.view.View
import android.view.ViewGroup
import android.widget.ImageButton
import unittf.app.R
import java.io.IOException
import kotlin.concurrent.thread

/** The samples as small pictures in a row, to try the app with; none leaves the row out. */
class SampleStrip(
    private val row: View,
    private val strip: ViewGroup,
    private val choose: (Uri) -> Unit,
) {
    private val context = row.context
    private val samples = Samples.list(context)
    private val main = Handler(Looper.getMainLooper())

    init {
        row.visibility = if (samples.isEmpty()) View.GONE else View.VISIBLE
        val buttons = samples.mapIndexed(::add)
        // Decoding waits for the disk, which the main thread must not.
        thread(name = "samples") {
            for ((sample, button) in samples.zip(buttons)) {
                val small = thumbnail(sample) ?: continue
                main.post { button.setImageBitmap(small) }
            }
        }
    }

    private fun add(index: Int, sample: Uri): ImageButton {
        val inflater = LayoutInflater.from(context)
        val button = inflater.inflate(R.layout.photo_sample, strip, false) as ImageButton
        val name = sample.lastPathSegment.orEmpty().substringBeforeLast('.')
        button.contentDescription = context.getString(R.string.photo_sample, index + 1, name)
        button.clipToOutline = true
        button.setOnClickListener { choose(sample) }
        strip.addView(button)
        return button
    }

    private fun thumbnail(sample: Uri): Bitmap? = try {
        val side = context.resources.getDimensionPixelSize(R.dimen.photo_sample)
        val size = BitmapFactory.Options().apply { inJustDecodeBounds = true }
        Samples.open(context, sample).use { BitmapFactory.decodeStream(it, null, size) }
        val options = BitmapFactory.Options().apply {
            val times = minOf(size.outWidth, size.outHeight) / side
            inSampleSize = Integer.highestOneBit(maxOf(times, 1))
        }
        Samples.open(context, sample).use { BitmapFactory.decodeStream(it, null, options) }
    } catch (_: IOException) {
        null
    }
}
