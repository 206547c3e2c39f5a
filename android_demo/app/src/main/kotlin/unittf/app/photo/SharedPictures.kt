package unittf.app.photo

import android.content.ContentProvider
import android.content.ContentValues
import android.content.Context
import android.database.Cursor
import android.database.MatrixCursor
import android.net.Uri
import android.os.ParcelFileDescriptor
import android.provider.OpenableColumns
import java.io.File
import java.io.FileNotFoundException
import java.io.IOException

/** Lets other apps read the pictures that are shared with them, and nothing else. */
class SharedPictures : ContentProvider() {
    override fun onCreate() = true

    override fun openFile(uri: Uri, mode: String): ParcelFileDescriptor {
        if (mode != "r") throw FileNotFoundException("shared pictures can only be read")
        return ParcelFileDescriptor.open(fileOf(uri), ParcelFileDescriptor.MODE_READ_ONLY)
    }

    override fun getType(uri: Uri) = "image/jpeg"

    override fun query(
        uri: Uri,
        columns: Array<String>?,
        selection: String?,
        arguments: Array<String>?,
        order: String?,
    ): Cursor {
        val all = arrayOf(OpenableColumns.DISPLAY_NAME, OpenableColumns.SIZE)
        val known = columns?.filter { it in all }?.toTypedArray() ?: all
        val cursor = MatrixCursor(known, 1)
        val file = try {
            fileOf(uri)
        } catch (_: FileNotFoundException) {
            return cursor
        }
        cursor.addRow(known.map { if (it == OpenableColumns.SIZE) file.length() else file.name })
        return cursor
    }

    override fun insert(uri: Uri, values: ContentValues?) =
        throw UnsupportedOperationException("shared pictures can only be read")

    override fun update(
        uri: Uri,
        values: ContentValues?,
        selection: String?,
        arguments: Array<String>?,
    ) = throw UnsupportedOperationException("shared pictures can only be read")

    override fun delete(uri: Uri, selection: String?, arguments: Array<String>?) =
        throw UnsupportedOperationException("shared pictures can only be read")

    /** The file is looked at where it really lies: no `..`, no link leads out of the folder. */
    private fun fileOf(uri: Uri): File {
        val name =
            uri.pathSegments.singleOrNull() ?: throw FileNotFoundException("no picture: $uri")
        try {
            val folder = folder(checkNotNull(context)).canonicalFile
            val file = File(folder, name).canonicalFile
            if (file.parentFile == folder && file.isFile) return file
        } catch (_: IOException) {
            // Not a name that a file can have.
        }
        throw FileNotFoundException("no picture: $uri")
    }

    companion object {
        const val AUTHORITY = "unittf.app.pictures"

        /** Where the pictures lie that are shared. */
        fun folder(context: Context) = File(context.cacheDir, "shared")

        fun uriOf(file: File): Uri = Uri
            .Builder()
            .scheme("content")
            .authority(AUTHORITY)
            .appendPath(file.name)
            .build()
    }
}
