package unittf.app.photo

import android.graphics.Bitmap
import java.io.File

/**
 * All that the photo screen shows of a picture.
 *
 * @property before the picture; null when there is none.
 * @property after its translation as far as it is there; null before it has begun.
 * @property rows complete ones of `after`.
 * @property source what the model calls pictures like `before`; null if it does not tell.
 * @property target what the model calls pictures like `after`.
 * @property saving whether the result is being written for the user.
 */
data class PhotoState(
    val before: Bitmap? = null,
    val after: Bitmap? = null,
    val rows: Int = 0,
    val source: String? = null,
    val target: String? = null,
    val work: Work = Work.Nothing,
    val saving: Boolean = false,
)

/** What is being done with the picture. */
sealed class Work {
    /** No picture was chosen yet. */
    object Nothing : Work()

    object Opening : Work()

    /** The picture is there; the model is not. */
    object Waiting : Work()

    /** @property secondsLeft null while that cannot be told. */
    class Translating(val done: Int, val all: Int, val secondsLeft: Int?) : Work()

    class Done(val result: Translated) : Work()

    object Cancelled : Work()

    /** @property again whether the same picture can be tried once more. */
    class Failed(val sentence: String, val again: Boolean) : Work()
}

/**
 * A translated picture.
 *
 * @property jpeg its file in the cache.
 * @property name to save it by, with its ending.
 * @property taken when and where the original was taken.
 */
class Translated(val jpeg: File, val name: String, val taken: Taken)
