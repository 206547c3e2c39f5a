package unittf.app.photo

import android.content.ContentProvider
import android.content.ContentValues
import android.content.pm.ProviderInfo
import android.database.Cursor
import android.database.MatrixCursor
import android.net.Uri
import android.os.ParcelFileDescriptor
import android.provider.OpenableColumns
import org.robolectric.android.controller.ContentProviderController
import java.io.File
import java.io.FileNotFoundException

/**
 * Another app that offers pictures and takes new ones, under the address of the phone's own
 * collection.
 */
class GalleryOfTests(private val folder: File) : ContentProvider() {
    /** What each call begins with; a test throws here what a provider may throw. */
    var before: (String) -> Unit = {}

    /** Entries that were added and not deleted, with all that was put for them. */
    val entries = LinkedHashMap<Uri, ContentValues>()

    fun uriOf(file: File): Uri = Uri.parse("content://$AUTHORITY/offered/${file.name}")

    fun fileOf(uri: Uri) = File(folder, checkNotNull(uri.lastPathSegment))

    /** The address of the new picture that is the first, second… in the collection. */
    fun entry(number: Int): Uri = Uri.parse("content://$AUTHORITY/external_primary/images/$number")

    override fun onCreate() = true

    override fun openFile(uri: Uri, mode: String): ParcelFileDescriptor {
        before("open")
        if (mode == "r") {
            val file = fileOf(uri)
            if (!file.exists()) throw FileNotFoundException(uri.toString())
            return ParcelFileDescriptor.open(file, ParcelFileDescriptor.MODE_READ_ONLY)
        }
        return ParcelFileDescriptor.open(fileOf(uri), ParcelFileDescriptor.parseMode(mode))
    }

    override fun query(
        uri: Uri,
        columns: Array<String>?,
        selection: String?,
        arguments: Array<String>?,
        order: String?,
    ): Cursor {
        before("query")
        val cursor = MatrixCursor(arrayOf(OpenableColumns.DISPLAY_NAME))
        cursor.addRow(arrayOf(uri.lastPathSegment))
        return cursor
    }

    override fun insert(uri: Uri, values: ContentValues?): Uri? {
        before("insert")
        val entry = entry(entries.size + 1)
        entries[entry] = ContentValues(values)
        return entry
    }

    override fun update(
        uri: Uri,
        values: ContentValues?,
        selection: String?,
        arguments: Array<String>?,
    ): Int {
        before("update")
        entries.getValue(uri).putAll(values)
        return 1
    }

    override fun delete(uri: Uri, selection: String?, arguments: Array<String>?): Int {
        entries.remove(uri)
        fileOf(uri).delete()
        return 1
    }

    override fun getType(uri: Uri) = "image/jpeg"

    companion object {
        const val AUTHORITY = "media"

        fun install(folder: File): GalleryOfTests {
            folder.mkdirs()
            val info = ProviderInfo().apply {
                authority = AUTHORITY
                exported = true
                grantUriPermissions = true
            }
            return ContentProviderController.of(GalleryOfTests(folder)).create(info).get()
        }
    }
}
