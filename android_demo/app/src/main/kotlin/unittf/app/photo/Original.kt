package unittf.app.photo

import android.content.ContentResolver
import android.content.Context
import android.net.Uri
import android.provider.OpenableColumns
import unittf.app.R
import java.io.File
import java.io.FileNotFoundException
import java.io.IOException
import java.io.InputStream

/** A picture where it comes from: another app's provider, or this app's samples. */
class Original(private val context: Context, private val uri: Uri) {
    /** Its name without the ending; "photo" where the provider tells none. */
    fun name(): String {
        val name = if (Samples.isSample(uri)) uri.lastPathSegment else displayName()
        return name?.substringBeforeLast('.')?.takeIf { it.isNotBlank() }
            ?: context.getString(R.string.photo_unnamed)
    }

    /**
     * Copies its bytes into a file.
     *
     * @throws PictureProblem when it is gone, not allowed, empty, or does not fit.
     */
    fun copyTo(file: File) {
        val stream = open()
        try {
            stream.use { copy(it, file) }
        } catch (problem: IOException) {
            throw writingProblem(problem, R.string.photo_gone)
        } catch (problem: RuntimeException) {
            // What a provider in another process does wrong arrives as an exception of any kind.
            throw PictureProblem(R.string.photo_gone, cause = problem)
        }
        if (file.length() == 0L) throw PictureProblem(R.string.photo_empty)
    }

    private fun copy(from: InputStream, file: File) {
        val block = ByteArray(BLOCK)
        file.outputStream().use { out ->
            var total = 0L
            while (true) {
                val count = from.read(block)
                if (count < 0) return
                total += count
                if (total > MOST_BYTES) throw PictureProblem(R.string.photo_file_too_large)
                out.write(block, 0, count)
            }
        }
    }

    /** Only what another app offers: a `file:` address might name a file of this app itself. */
    private fun open(): InputStream = try {
        when {
            Samples.isSample(uri) -> Samples.open(context, uri)
            uri.scheme == ContentResolver.SCHEME_CONTENT ->
                context.contentResolver.openInputStream(uri)
            else -> null
        } ?: throw FileNotFoundException("no stream of $uri")
    } catch (problem: IOException) {
        throw PictureProblem(R.string.photo_gone, cause = problem)
    } catch (problem: RuntimeException) {
        throw PictureProblem(R.string.photo_gone, cause = problem)
    }

    private fun displayName(): String? = try {
        val columns = arrayOf(OpenableColumns.DISPLAY_NAME)
        context.contentResolver.query(uri, columns, null, null, null)?.use {
            if (it.moveToFirst() && it.columnCount > 0) it.getString(0) else null
        }
    } catch (_: RuntimeException) {
        // A name is a courtesy; a provider that cannot tell it may still give the picture.
        null
    }

    private companion object {
        const val BLOCK = 1 shl 16

        /** More than any picture of 50 megapixels takes; a stream without an end stops here. */
        const val MOST_BYTES = 256L shl 20
    }
}
