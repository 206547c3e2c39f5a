package unittf.app.photo

import android.graphics.Bitmap
import unittf.app.R
import unittf.core.JpegWriter
import unittf.core.Mosaic
import unittf.core.RgbImage
import unittf.core.RowWriter
import unittf.core.TileRunner
import java.io.File
import java.io.IOException

/** How a picture goes through a model of a fixed size. */
enum class Method {
    /** In full detail: cut into tiles that overlap. */
    TILES,

    /** The whole at once: scaled to the model's size, translated, scaled back. */
    WHOLE,
}

/**
 * Translates one picture into a JPEG file of the same size, and into a preview as it goes.
 *
 * A band of rows is in memory at a time, never the whole picture.
 *
 * @param before the picture's preview.
 * @param after the preview to fill; not larger than the picture.
 * @param jpeg the file to write.
 * @param watcher sees the translated rows before they are a JPEG.
 */
class PhotoTranslation(
    private val picture: PictureFile,
    private val before: Bitmap,
    private val after: Bitmap,
    private val method: Method,
    private val runner: TileRunner,
    private val jpeg: File,
    private val watcher: RowWriter? = null,
    private val freeBytes: () -> Long = { checkNotNull(jpeg.parentFile).usableSpace },
) {
    /** Where a translation is: tiles that are done, of all; complete rows of the preview. */
    class Progress(val done: Int, val all: Int, val rows: Int)

    /**
     * Works until the file is complete; nothing is left of it otherwise.
     *
     * @return false when cancelled.
     * @throws PictureProblem when the picture is damaged or there is no space.
     * @throws unittf.core.Refusal when the model cannot be run.
     * @throws ModelChanged when the engine has another model by now.
     */
    fun run(progress: (Progress) -> Unit, cancelled: () -> Boolean): Boolean {
        checkSpace()
        var complete = false
        try {
            complete = write(progress, cancelled)
        } catch (problem: IOException) {
            throw writingProblem(problem, R.string.photo_write_failed)
        } finally {
            if (!complete) jpeg.delete()
        }
        return complete
    }

    private fun checkSpace() {
        val needed = bytesNeeded(picture.width, picture.height)
        if (freeBytes() < needed) {
            throw PictureProblem(R.string.photo_space_needed, (needed shr 20).toInt() + 1)
        }
    }

    private fun write(progress: (Progress) -> Unit, cancelled: () -> Boolean): Boolean =
        jpeg.outputStream().buffered().use { out ->
            val preview = PreviewRows(after, picture.width, picture.height)
            JpegWriter(out, picture.width, picture.height).use { writer ->
                val to = object : RowWriter {
                    override fun write(rows: RgbImage) {
                        writer.write(rows)
                        preview.write(rows)
                        watcher?.write(rows)
                    }
                }
                when (method) {
                    Method.TILES -> picture.read { from ->
                        val tell = { done: Int, all: Int ->
                            progress(Progress(done, all, preview.rows))
                        }
                        Mosaic(runner).translate(from, to, tell, cancelled)
                    }
                    Method.WHOLE -> atOnce(to, cancelled)
                }
            }
        }

    private fun atOnce(to: RowWriter, cancelled: () -> Boolean): Boolean {
        val size = runner.contract
        val translated = RgbImage(size.width, size.height)
        runner.run(WholePicture.shrink(before, size.width, size.height), translated)
        return WholePicture.enlarge(translated, picture.width, picture.height, to, cancelled)
    }

    companion object {
        /** More than a picture's JPEG takes: at most one and a half bytes a pixel, and a reserve. */
        fun bytesNeeded(width: Int, height: Int) = 3L * width * height / 2 + (16 shl 20)
    }
}
