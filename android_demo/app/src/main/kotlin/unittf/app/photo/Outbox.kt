package unittf.app.photo

import android.content.Intent
import android.net.Uri
import unittf.app.R
import unittf.app.TranslatorApplication

/** Saves and shares translated pictures, and tells how it went. */
class Outbox(private val application: TranslatorApplication, private val worker: Worker) {
    /** Told once of each thing that was saved or could not be; kept while nobody listens. */
    var listener: ((String) -> Unit)? = null
        set(value) {
            field = value
            tellNotices()
        }

    private val failures = Failures(application)
    private val notices = ArrayDeque<String>()

    /**
     * Saves a picture in the phone's collection, or where the user chose.
     *
     * @param result null when it is gone by now.
     * @param document the place that the user chose; null for the collection.
     * @param then told on the main thread when it is over.
     */
    fun save(result: Translated?, document: Uri?, then: () -> Unit) {
        if (result == null) {
            worker.run { document?.let { PictureKeeper.discard(application, it) } }
            notice(application.getString(R.string.photo_nothing_to_save))
            return then()
        }
        worker.run({ keep(result, document) }) { saved ->
            then()
            notice(
                saved.exceptionOrNull()?.let(failures::sentence)
                    ?: application.getString(R.string.photo_saved, result.name),
            )
        }
    }

    /** Prepares a picture for another app; `then` gets what to start, on the main thread. */
    fun share(result: Translated, then: (Intent) -> Unit) = worker.run({
        PictureKeeper.share(application, result.jpeg, result.name, allowed(result.taken))
    }) { intent ->
        intent.onSuccess(then).onFailure { notice(failures.sentence(it)) }
    }

    private fun keep(result: Translated, document: Uri?) {
        val taken = allowed(result.taken)
        if (document == null) {
            PictureKeeper.save(application, result.jpeg, result.name, taken)
        } else {
            PictureKeeper.saveInto(application, result.jpeg, document, taken)
        }
    }

    private fun allowed(taken: Taken) =
        taken.kept(application.settings.keepDate, application.settings.keepPlace)

    private fun notice(text: String) {
        notices.addLast(text)
        tellNotices()
    }

    private fun tellNotices() {
        val tell = listener ?: return
        while (notices.isNotEmpty()) tell(notices.removeFirst())
    }
}
