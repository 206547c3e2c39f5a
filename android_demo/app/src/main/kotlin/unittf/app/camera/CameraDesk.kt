package unittf.app.camera

import android.content.Intent
import android.net.Uri
import unittf.app.TranslatorApplication
import unittf.app.photo.CacheFolder
import unittf.app.photo.Failures
import unittf.app.photo.Outbox
import unittf.app.photo.PictureName
import unittf.app.photo.Taken
import unittf.app.photo.Translated
import unittf.app.photo.Worker
import unittf.core.Contract
import java.io.Closeable
import java.text.SimpleDateFormat
import java.util.Date
import java.util.Locale

/**
 * The frozen picture and what is done with it. It outlives the screen when that is turned, and ends
 * with it. Of the main thread.
 */
class CameraDesk(private val application: TranslatorApplication) : Closeable {
    var frozen: FrozenPicture? = null
        private set

    private val worker = Worker("camera pictures")
    private val folder = CacheFolder(application)
    private val outbox = Outbox(application, worker)

    /** Told how saving and sharing went; kept while nobody listens. */
    var listener by outbox::listener

    /** Keeps these pictures, which nobody may change any more. */
    fun freeze(pair: PicturePair, contract: Contract, fallback: String) {
        val now = SimpleDateFormat("yyyyMMdd_HHmmss", Locale.ROOT).format(Date())
        frozen = FrozenPicture(
            pair,
            contract.source,
            contract.target,
            PictureName.of("UNIT_$now", contract.target ?: fallback),
            Taken.now(),
        )
    }

    fun goOn() {
        frozen = null
    }

    /** @param document the place that the user chose; null for the phone's collection. */
    fun save(document: Uri? = null) {
        // A picture that is gone by now is told by the outbox, too.
        if (frozen == null) outbox.save(null, document) {}
        write { outbox.save(it, document) {} }
    }

    /** @param then gets what to start. */
    fun share(then: (Intent) -> Unit) = write { outbox.share(it, then) }

    override fun close() {
        outbox.listener = null
        worker.close { folder.delete() }
    }

    /** @param use queues work on the file, which is deleted behind it. */
    private fun write(use: (Translated) -> Unit) {
        val picture = frozen ?: return
        val asSeen = application.settings.saveAsSeen
        val result = Translated(folder.newFile(), picture.name, picture.taken)
        worker.run({ picture.write(result.jpeg, asSeen) }) { written ->
            written
                .onSuccess { use(result) }
                .onFailure { listener?.invoke(Failures(application).sentence(it)) }
            worker.run { result.jpeg.delete() }
        }
    }
}
