package unittf.app.photo

import android.content.Context
import android.system.ErrnoException
import android.system.OsConstants
import unittf.app.R
import java.io.IOException

/**
 * Why a picture cannot be read, translated, saved or shared, as one sentence for the user.
 *
 * @param sentence its string resource, which also says what to do.
 * @param details that stand in the sentence.
 */
class PictureProblem(val sentence: Int, vararg val details: Any, cause: Throwable? = null) :
    Exception(cause) {
    fun sentence(context: Context): String = context.getString(sentence, *details)
}

/** What a failed write means: no space, or else the given sentence. */
internal fun writingProblem(problem: IOException, otherwise: Int): PictureProblem {
    val full = generateSequence<Throwable>(problem) { it.cause }
        .any { it is ErrnoException && it.errno == OsConstants.ENOSPC || it.tellsNoSpace() }
    return PictureProblem(if (full) R.string.photo_no_space else otherwise, cause = problem)
}

/** Streams of java.io put the system's error into their text alone. */
private fun Throwable.tellsNoSpace() =
    message?.contains("ENOSPC") == true || message?.contains("No space left") == true
