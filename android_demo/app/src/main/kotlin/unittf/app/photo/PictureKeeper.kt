package unittf.app.photo

import android.content.ClipData
import android.content.ContentResolver
import android.content.ContentValues
import android.content.Context
import android.content.Intent
import android.media.ExifInterface
import android.net.Uri
import android.os.Build
import android.os.Environment
import android.provider.DocumentsContract
import android.provider.MediaStore
import unittf.app.R
import java.io.File
import java.io.IOException

/**
 * Saves and shares new pictures.
 *
 * Since Android 10 an app may add pictures to the phone's collection without a permission. Before,
 * it would need one for the whole storage: there the system asks the user for the place, so a
 * screen starts [documentRequest] and hands the answer to [saveInto].
 *
 * All of it reads and writes files: not for the main thread, but [documentRequest].
 */
object PictureKeeper {
    /** Whether the user must be asked for a place ([documentRequest]) before a picture is saved. */
    val asksWhere: Boolean
        get() = Build.VERSION.SDK_INT < Build.VERSION_CODES.Q

    /**
     * Adds a picture to the phone's collection, in the folder `Pictures/UNIT`.
     *
     * @param jpeg the picture, in a folder of this app; its EXIF is replaced.
     * @param name with its ending, `IMG_1234 night.jpg`.
     * @param taken what is written into its EXIF; null or [Taken.UNKNOWN] for nothing.
     * @return the picture's address.
     * @throws PictureProblem one sentence; nothing half written is left.
     */
    fun save(context: Context, jpeg: File, name: String, taken: Taken?): Uri {
        mark(jpeg, taken)
        val resolver = context.contentResolver
        val entry = refusing { resolver.insert(collection(), entryOf(name)) }
            ?: throw PictureProblem(R.string.photo_save_failed)
        try {
            write(resolver, jpeg, entry)
            val finished = ContentValues().apply { put(MediaStore.MediaColumns.IS_PENDING, 0) }
            refusing { resolver.update(entry, finished, null, null) }
        } catch (problem: PictureProblem) {
            quietly { resolver.delete(entry, null, null) }
            throw problem
        }
        return entry
    }

    /** Asks the user for the place of a picture of this name, by `startActivityForResult`. */
    fun documentRequest(name: String): Intent = Intent(Intent.ACTION_CREATE_DOCUMENT)
        .addCategory(Intent.CATEGORY_OPENABLE)
        .setType(TYPE)
        .putExtra(Intent.EXTRA_TITLE, name)

    /**
     * Writes a picture into the place that the user has chosen.
     *
     * @param jpeg the picture, in a folder of this app; its EXIF is replaced.
     * @throws PictureProblem one sentence; nothing half written is left.
     */
    fun saveInto(context: Context, jpeg: File, document: Uri, taken: Taken?) {
        try {
            mark(jpeg, taken)
            write(context.contentResolver, jpeg, document)
        } catch (problem: PictureProblem) {
            discard(context, document)
            throw problem
        }
    }

    /** Deletes a document that the user made a place for, where nothing is to be written. */
    fun discard(context: Context, document: Uri) =
        quietly { DocumentsContract.deleteDocument(context.contentResolver, document) }

    /**
     * What hands a picture to another app, for `startActivity`: that app may read it alone.
     *
     * @param jpeg the picture, in a folder of this app; its EXIF is replaced.
     * @throws PictureProblem one sentence, when there is no room for the copy.
     */
    fun share(context: Context, jpeg: File, name: String, taken: Taken?): Intent {
        mark(jpeg, taken)
        val uri = SharedPictures.uriOf(copyToShare(context, jpeg, name))
        val send = Intent(Intent.ACTION_SEND)
            .setType(TYPE)
            .putExtra(Intent.EXTRA_STREAM, uri)
            .addFlags(Intent.FLAG_GRANT_READ_URI_PERMISSION)
        // The chooser passes the right to read on by the clip alone.
        send.clipData = ClipData.newUri(context.contentResolver, name, uri)
        return Intent.createChooser(send, null)
    }

    /** Older ones stay a day: the app that they were shared with may still be reading. */
    private fun copyToShare(context: Context, jpeg: File, name: String): File {
        val folder = SharedPictures.folder(context)
        folder.mkdirs()
        val old = System.currentTimeMillis() - DAY
        folder
            .listFiles()
            .orEmpty()
            .filter { it.lastModified() < old }
            .forEach { it.delete() }
        val file = File(folder, name)
        val part = File(folder, "$name.part")
        try {
            jpeg.copyTo(part, overwrite = true)
            if (!part.renameTo(file)) throw IOException("$part cannot be renamed")
        } catch (problem: IOException) {
            part.delete()
            throw writingProblem(problem, R.string.photo_share_failed)
        }
        return file
    }

    private fun collection() =
        MediaStore.Images.Media.getContentUri(MediaStore.VOLUME_EXTERNAL_PRIMARY)

    private fun entryOf(name: String) = ContentValues().apply {
        put(MediaStore.MediaColumns.DISPLAY_NAME, name)
        put(MediaStore.MediaColumns.MIME_TYPE, TYPE)
        put(
            MediaStore.MediaColumns.RELATIVE_PATH,
            "${Environment.DIRECTORY_PICTURES}/$FOLDER",
        )
        // Other apps do not see it before it is complete.
        put(MediaStore.MediaColumns.IS_PENDING, 1)
    }

    private fun write(resolver: ContentResolver, jpeg: File, to: Uri) {
        try {
            val out = refusing { resolver.openOutputStream(to, "w") }
                ?: throw PictureProblem(R.string.photo_save_failed)
            out.use { stream -> jpeg.inputStream().use { it.copyTo(stream) } }
        } catch (problem: IOException) {
            throw writingProblem(problem, R.string.photo_save_failed)
        }
    }

    /** Nothing of the original but what the user lets through; pixels lie upright already. */
    private fun mark(jpeg: File, taken: Taken?) {
        try {
            val exif = ExifInterface(jpeg.path)
            exif.setAttribute(ExifInterface.TAG_ORIENTATION, "1")
            // Written beside the original date by itself, so that it must be replaced too.
            exif.setAttribute(ExifInterface.TAG_DATETIME, taken?.date)
            exif.setAttribute(ExifInterface.TAG_DATETIME_ORIGINAL, taken?.date)
            exif.setAttribute(ExifInterface.TAG_OFFSET_TIME_ORIGINAL, taken?.offset)
            exif.setAttribute(ExifInterface.TAG_GPS_LATITUDE, taken?.place?.latitude)
            exif.setAttribute(
                ExifInterface.TAG_GPS_LATITUDE_REF,
                taken?.place?.latitudeReference,
            )
            exif.setAttribute(ExifInterface.TAG_GPS_LONGITUDE, taken?.place?.longitude)
            exif.setAttribute(
                ExifInterface.TAG_GPS_LONGITUDE_REF,
                taken?.place?.longitudeReference,
            )
            exif.saveAttributes()
        } catch (problem: IOException) {
            throw writingProblem(problem, R.string.photo_save_failed)
        }
    }

    /** A provider's refusals arrive as runtime exceptions of many kinds. */
    private inline fun <T> refusing(call: () -> T): T = try {
        call()
    } catch (problem: SecurityException) {
        throw PictureProblem(R.string.photo_save_forbidden, cause = problem)
    } catch (problem: RuntimeException) {
        throw PictureProblem(R.string.photo_save_failed, cause = problem)
    }

    /** For clearing up after a failure, which may fail for the same reason. */
    private inline fun quietly(call: () -> Unit) {
        try {
            call()
        } catch (_: IOException) {
            return
        } catch (_: RuntimeException) {
            return
        }
    }

    private const val TYPE = "image/jpeg"
    private const val FOLDER = "UNIT"
    private const val DAY = 24 * 60 * 60 * 1000L
}
