package unittf.app.photo

import android.content.ActivityNotFoundException
import android.content.Intent
import android.net.Uri
import android.os.Bundle
import android.view.View
import android.widget.Button
import android.widget.Switch
import android.widget.TextView
import android.widget.Toast
import unittf.app.R
import unittf.app.ScreenActivity
import unittf.app.TranslatorApplication
import unittf.app.engine.Engine
import unittf.app.models.InstalledModel
import unittf.app.models.ModelsActivity
import unittf.app.view.CompareView

/**
 * Translates a photo: a sample at first, then what the user chooses or another app shares.
 *
 * The work belongs to the [desk], which goes on when the screen is turned. When the system ends the
 * process, the picture's address is kept; where that may no longer be read, a sentence says so.
 */
class PhotoActivity :
    ScreenActivity(R.layout.photo, R.string.photo_title),
    PhotoStatus.Actions {
    lateinit var desk: PhotoDesk
        private set

    private val engine get() = TranslatorApplication.of(this).engine
    private val compare get() = view<CompareView>(R.id.photo_compare)
    private val detail get() = view<Switch>(R.id.photo_detail)
    private val engineListener: (Engine.State) -> Unit = ::engineIs
    private lateinit var status: PhotoStatus

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        status = PhotoStatus(view(R.id.photo_status), this)
        val retained = lastNonConfigurationInstance as? PhotoDesk
        desk = retained ?: PhotoDesk(TranslatorApplication.of(this))
        if (retained == null) begin(savedInstanceState)
        SampleStrip(view(R.id.photo_samples_row), view(R.id.photo_samples), desk::open)
        connect()
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        setIntent(intent)
        PhotoPicker.shared(intent)?.let(desk::open)
    }

    override fun onStart() {
        super.onStart()
        engine.addListener(engineListener)
        engineIs(engine.state)
        desk.listener = ::show
        desk.outbox.listener = { Toast.makeText(this, it, Toast.LENGTH_LONG).show() }
    }

    override fun onStop() {
        engine.removeListener(engineListener)
        desk.listener = null
        desk.outbox.listener = null
        super.onStop()
    }

    override fun onDestroy() {
        if (!isChangingConfigurations) desk.close()
        super.onDestroy()
    }

    @Deprecated("What replaces it is not part of the framework.")
    override fun onRetainNonConfigurationInstance(): Any = desk

    override fun onSaveInstanceState(state: Bundle) {
        super.onSaveInstanceState(state)
        state.putParcelable(SOURCE, desk.source)
        state.putString(METHOD, desk.method.name)
    }

    @Deprecated("What replaces it is not part of the framework.")
    override fun onActivityResult(request: Int, result: Int, data: Intent?) {
        val uri = PhotoPicker.chosen(result, data) ?: return
        when (request) {
            CHOOSE -> desk.open(uri)
            PLACE -> desk.save(uri)
        }
    }

    override fun cancel() = desk.cancel()

    override fun translate() = desk.translate()

    override fun showModels() {
        val models = Intent(this, ModelsActivity::class.java)
        startActivity(models.addFlags(Intent.FLAG_ACTIVITY_REORDER_TO_FRONT))
    }

    /** What the user looked at before, else what is shared, else the first sample. */
    @Suppress("DEPRECATION") // the typed getParcelable begins with Android 13
    private fun begin(saved: Bundle?) {
        saved?.getString(METHOD)?.let { desk.method = Method.valueOf(it) }
        val uri = saved?.getParcelable<Uri>(SOURCE)
            ?: PhotoPicker.shared(intent)
            ?: Samples.first(this, modelOf(engine.state)?.contract?.source)
        uri?.let(desk::open)
    }

    private fun connect() {
        view<Button>(R.id.photo_choose).setOnClickListener { choose() }
        view<Button>(R.id.photo_save).setOnClickListener { save() }
        view<Button>(R.id.photo_share).setOnClickListener { desk.share(::share) }
        detail.isChecked = desk.method == Method.TILES
        // The switch restores itself later, which only tells what the desk knows.
        detail.setOnCheckedChangeListener { _, on ->
            desk.method = if (on) Method.TILES else Method.WHOLE
            showMethod()
        }
        showMethod()
    }

    private fun choose() {
        if (!PhotoPicker.start(this, CHOOSE)) tell(R.string.photo_no_picker)
    }

    @Suppress("DEPRECATION") // what replaces it is not part of the framework
    private fun save() {
        if (!PictureKeeper.asksWhere) return desk.save()
        val result = desk.result ?: return
        try {
            startActivityForResult(PictureKeeper.documentRequest(result.name), PLACE)
        } catch (_: ActivityNotFoundException) {
            tell(R.string.photo_no_place)
        }
    }

    private fun share(intent: Intent) {
        if (isDestroyed) return
        try {
            startActivity(intent)
        } catch (_: ActivityNotFoundException) {
            tell(R.string.photo_no_receiver)
        }
    }

    private fun tell(sentence: Int) = Toast.makeText(this, sentence, Toast.LENGTH_LONG).show()

    private fun engineIs(state: Engine.State) {
        subtitle(
            modelOf(state)?.let {
                val quantization = it.contract.quantization
                if (quantization ==
                    null
                ) {
                    it.name
                } else {
                    getString(R.string.photo_model, it.name, quantization)
                }
            },
        )
        desk.engineIs(state)
        show(desk.state)
    }

    private fun modelOf(state: Engine.State): InstalledModel? = when (state) {
        Engine.State.None -> null
        is Engine.State.Loading -> state.model
        is Engine.State.Ready -> state.model
        is Engine.State.Failed -> state.model
    }

    private fun show(state: PhotoState) {
        compare.setNames(state.source, state.target)
        compare.setPictures(state.before, state.after, state.rows)
        compare.keepScreenOn = state.work is Work.Translating
        val finished = state.work is Work.Done && !state.saving
        view<View>(R.id.photo_save).isEnabled = finished
        view<View>(R.id.photo_share).isEnabled = finished
        status.show(state, engine.state)
    }

    private fun showMethod() = view<TextView>(R.id.photo_detail_note).setText(
        if (detail.isChecked) R.string.photo_detail_on else R.string.photo_detail_off,
    )

    private companion object {
        const val CHOOSE = 1
        const val PLACE = 2
        const val SOURCE = "source"
        const val METHOD = "method"
    }
}
