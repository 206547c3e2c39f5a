package unittf.app.photo

import android.content.Intent
import android.graphics.Bitmap
import android.net.Uri
import android.os.Handler
import android.os.Looper
import android.os.SystemClock
import unittf.app.TranslatorApplication
import unittf.app.engine.Engine
import unittf.app.models.InstalledModel
import unittf.core.Refusal
import unittf.core.RowWriter
import java.io.Closeable
import kotlin.concurrent.thread

/**
 * The picture at hand and the work on it: opened, translated, saved. It outlives the screen when
 * that is turned, and ends with it.
 *
 * One translation runs at a time, on this desk's own thread; a newer picture, method or model takes
 * the place of an older. All calls come from the main thread, and [state] changes there.
 */
class PhotoDesk(private val application: TranslatorApplication) : Closeable {
    /** Told of every change of [state], and at once when set. */
    var listener: ((PhotoState) -> Unit)? = null
        set(value) {
            field = value
            value?.invoke(state)
        }

    var state = PhotoState()
        private set(value) {
            field = value
            listener?.invoke(value)
        }

    /** Where the picture at hand comes from. */
    var source: Uri? = null
        private set

    /** Another method translates the picture anew. */
    var method = Method.TILES
        set(value) {
            if (field == value) return
            field = value
            translate()
        }

    /** Sees the rows of translations that begin from now on. */
    var watcher: RowWriter? = null

    /** Saves and shares what was translated. */
    val outbox by lazy { Outbox(application, worker) }

    /** The translated picture, once it is complete. */
    val result get() = (state.work as? Work.Done)?.result

    /** The model of the last translation that began. */
    var model: InstalledModel? = null
        private set

    private val engine = application.engine
    private val main = Handler(Looper.getMainLooper())
    private val worker = Worker("photo")
    private val folder = CacheFolder(application)
    private val failures = Failures(application)
    private var picture: PictureFile? = null
    private var job: Job? = null
    private var openings = 0

    /** One translation, which can be cancelled from any thread. */
    private class Job {
        @Volatile
        var cancelled = false
    }

    private class Opened(val picture: PictureFile, val preview: Bitmap)

    /** Opens a picture in the place of the one at hand, and translates it. */
    fun open(uri: Uri) {
        dropTranslation()
        dropPicture()
        source = uri
        state = PhotoState(work = Work.Opening)
        val opening = openings
        // Each on a thread of its own: a provider that hangs must not hold up the next picture.
        thread(name = "opening a picture") {
            val opened = runCatching { openNow(uri) }
            main.post { whenOpened(opening, opened) }
        }
    }

    /** Translates the picture at hand, as soon as there is a model. */
    fun translate() {
        val before = state.before ?: return
        dropTranslation()
        state = state.copy(work = Work.Waiting)
        val ready = engine.state as? Engine.State.Ready ?: return
        start(ready.model, checkNotNull(picture), before)
    }

    /** What the screen sees of the engine while it is shown: another model translates anew. */
    fun engineIs(reached: Engine.State) {
        if (state.before == null) return
        when (reached) {
            is Engine.State.Ready ->
                if (state.work == Work.Waiting || !reached.model.isSame(model)) translate()

            is Engine.State.Failed ->
                if (!reached.model.isSame(model)) {
                    dropTranslation()
                    state = state.copy(work = Work.Waiting)
                }

            // What was translated stays on the screen until the next model is there.
            is Engine.State.Loading, Engine.State.None -> Unit
        }
    }

    /** Ends the translation; what is there of it is thrown away. */
    fun cancel() {
        if (job == null) return
        dropTranslation()
        state = state.copy(work = Work.Cancelled)
    }

    /** Saves the result as a new picture, in the phone's collection or where the user chose. */
    fun save(document: Uri? = null) {
        state = state.copy(saving = true)
        outbox.save(result, document) { state = state.copy(saving = false) }
    }

    /** Prepares the result for another app; `then` gets what to start, on the main thread. */
    fun share(then: (Intent) -> Unit) {
        result?.let { outbox.share(it, then) }
    }

    /** Ends all work and leaves no file. */
    override fun close() {
        listener = null
        outbox.listener = null
        job?.cancelled = true
        worker.close { folder.delete() }
    }

    private fun openNow(uri: Uri): Opened {
        val picture = PictureFile.open(application, uri, folder.newFile())
        try {
            return Opened(picture, picture.preview(LONGEST_PREVIEW))
        } catch (problem: PictureProblem) {
            picture.close()
            throw problem
        }
    }

    private fun whenOpened(opening: Int, opened: Result<Opened>) {
        if (worker.closed || opening != openings) {
            opened.onSuccess { it.picture.close() }
            if (worker.closed) folder.delete()
            return
        }
        opened
            .onSuccess {
                picture = it.picture
                state = PhotoState(before = it.preview)
                translate()
            }.onFailure {
                state = PhotoState(work = Work.Failed(failures.sentence(it), again = false))
            }
    }

    private fun start(model: InstalledModel, picture: PictureFile, before: Bitmap) {
        val job = Job()
        this.job = job
        this.model = model
        val contract = model.contract
        val after = Bitmap.createBitmap(before.width, before.height, Bitmap.Config.ARGB_8888)
        after.setHasAlpha(false)
        val result = Translated(
            folder.newFile(),
            PictureName.of(picture.name, contract.target ?: model.fileName),
            picture.taken,
        )
        state = state.copy(
            after = after,
            source = contract.source,
            target = contract.target,
            work = Work.Translating(0, 1, null),
        )
        val tiles = EngineTiles(engine, contract)
        val work =
            PhotoTranslation(picture, before, after, method, tiles, result.jpeg, watcher)
        val began = SystemClock.elapsedRealtime()
        worker.run({
            work.run({ worker.post { progressed(job, it, began) } }, { job.cancelled })
        }) { outcome ->
            if (job === this.job) ended(outcome, result) else discard(result)
        }
    }

    private fun progressed(job: Job, progress: PhotoTranslation.Progress, began: Long) {
        if (job !== this.job) return
        val done = progress.done
        // The first tile tells too little: opening the picture is part of its time.
        val left = if (done < 2) {
            null
        } else {
            val passed = SystemClock.elapsedRealtime() - began
            (passed * (progress.all - done) / done / 1000 + 1).toInt()
        }
        state = state.copy(
            rows = progress.rows,
            work = Work.Translating(done, progress.all, left),
        )
    }

    private fun ended(outcome: Result<Boolean>, result: Translated) {
        job = null
        outcome
            .onSuccess {
                state =
                    state.copy(rows = checkNotNull(state.after).height, work = Work.Done(result))
            }.onFailure {
                val ready = (engine.state as? Engine.State.Ready)?.model
                val waits = it is ModelChanged || it is Refusal && !(ready?.isSame(model) ?: false)
                state = state.copy(
                    after = null,
                    rows = 0,
                    work = if (waits) {
                        Work.Waiting
                    } else {
                        Work.Failed(failures.sentence(it), again = it !is PictureProblem)
                    },
                )
            }
    }

    private fun dropTranslation() {
        job?.cancelled = true
        job = null
        result?.let(::discard)
        state = state.copy(after = null, rows = 0)
    }

    private fun dropPicture() {
        openings++
        val old = picture ?: return
        picture = null
        // Behind what still reads it.
        worker.run { old.close() }
    }

    private fun discard(result: Translated) = worker.run { result.jpeg.delete() }

    private fun InstalledModel.isSame(other: InstalledModel?) =
        other != null && id == other.id && changed == other.changed

    private companion object {
        const val LONGEST_PREVIEW = 2048
    }
}
