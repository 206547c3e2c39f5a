package unittf.app.models

import android.content.ContentResolver
import android.content.Intent
import android.database.Cursor
import android.net.Uri
import android.os.Build
import android.provider.OpenableColumns
import java.io.FileNotFoundException
import java.io.InputStream

/**
 * A file of another app. The right to read it ends with the screen that was given it, so it is
 * copied at once and its address is not kept.
 */
internal class SharedFile(private val resolver: ContentResolver, private val address: Uri) {
    /** What the other app calls it. */
    val name: String by lazy {
        val told = try {
            resolver
                .query(address, arrayOf(OpenableColumns.DISPLAY_NAME), null, null, null)
                ?.use(::firstText)
        } catch (_: RuntimeException) {
            // Other apps throw what they like; opening the file tells what is wrong.
            null
        }
        told ?: address.lastPathSegment?.substringAfterLast('/') ?: "model"
    }

    /** @throws FileNotFoundException where there is no such file. */
    fun open(): InputStream {
        // Another scheme could name a file of this app itself.
        if (address.scheme != ContentResolver.SCHEME_CONTENT) {
            throw FileNotFoundException("only files that an app gives are taken")
        }
        return resolver.openInputStream(address) ?: throw FileNotFoundException(name)
    }

    private fun firstText(rows: Cursor): String? =
        if (rows.moveToFirst() && rows.columnCount > 0) rows.getString(0) else null

    companion object {
        /** The file that an intent brings by SEND or VIEW; null where it brings none. */
        fun of(intent: Intent, resolver: ContentResolver): SharedFile? {
            val address = when (intent.action) {
                Intent.ACTION_SEND -> stream(intent)
                Intent.ACTION_VIEW -> intent.data
                else -> null
            }
            return address?.let { SharedFile(resolver, it) }
        }

        private fun stream(intent: Intent): Uri? =
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
                intent.getParcelableExtra(Intent.EXTRA_STREAM, Uri::class.java)
            } else {
                @Suppress("DEPRECATION")
                intent.getParcelableExtra(Intent.EXTRA_STREAM)
            }
    }
}
