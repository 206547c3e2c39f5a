package unittf.app.camera

import android.content.ActivityNotFoundException
import android.content.Context
import android.content.Intent
import android.os.Bundle
import android.view.View
import android.widget.ImageButton
import android.widget.TextView
import android.widget.Toast
import unittf.app.R
import unittf.app.ScreenActivity
import unittf.app.TranslatorApplication
import unittf.app.engine.Engine
import unittf.app.models.ModelsActivity
import unittf.app.models.title
import unittf.app.photo.PhotoPicker
import unittf.app.photo.PictureKeeper
import unittf.app.view.CompareView

/**
 * Translates what the camera sees, until it is frozen.
 *
 * The camera is open only while the screen is in front, is not frozen, has the permission and a
 * model. A frozen picture stays when the screen is turned; after the system has ended the process,
 * the camera is live again.
 */
class CameraActivity :
    ScreenActivity(R.layout.camera, R.string.camera_title),
    LiveCamera.Events,
    CameraNotices.Actions {
    lateinit var desk: CameraDesk
        private set

    private val engine get() = TranslatorApplication.of(this).engine
    private val compare get() = view<CompareView>(R.id.camera_compare)
    private val engineListener: (Engine.State) -> Unit = { update() }
    private val notices = CameraNotices(this, this)
    private lateinit var permission: CameraPermission
    private lateinit var source: FrameSource
    private lateinit var noticeView: CameraNoticeView
    private var facing = Facing.BACK
    private var facings = emptySet<Facing>()
    private var resumed = false
    private var live: LiveCamera? = null
    private var trouble: Trouble? = null
    private var failure: Throwable? = null
    private var figures = LiveFigures()
    private var figuresTold = 0L

    /** The pictures on the screen. */
    private var shown: PicturePair? = null

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        desk = lastNonConfigurationInstance as? CameraDesk
            ?: CameraDesk(TranslatorApplication.of(this))
        savedInstanceState?.getString(FACING)?.let { facing = Facing.valueOf(it) }
        permission = CameraPermission(this, savedInstanceState)
        source = sources(this)
        noticeView = CameraNoticeView(view(R.id.camera_notice))
        desk.frozen?.let { show(it.pair, it.source, it.target) }
        view<View>(R.id.camera_switch).setOnClickListener { switch() }
        view<View>(R.id.camera_freeze).setOnClickListener { freezeOrGoOn() }
        view<View>(R.id.camera_save).setOnClickListener { save() }
        view<View>(R.id.camera_share).setOnClickListener { desk.share(::share) }
    }

    override fun onResume() {
        super.onResume()
        resumed = true
        facings = source.facings
        desk.listener = { Toast.makeText(this, it, Toast.LENGTH_LONG).show() }
        engine.addListener(engineListener)
        update()
    }

    override fun onPause() {
        resumed = false
        engine.removeListener(engineListener)
        desk.listener = null
        update()
        super.onPause()
    }

    override fun onDestroy() {
        if (!isChangingConfigurations) desk.close()
        super.onDestroy()
    }

    @Deprecated("What replaces it is not part of the framework.")
    override fun onRetainNonConfigurationInstance(): Any = desk

    override fun onSaveInstanceState(state: Bundle) {
        super.onSaveInstanceState(state)
        state.putString(FACING, facing.name)
        permission.save(state)
    }

    override fun onRequestPermissionsResult(
        request: Int,
        permissions: Array<String>,
        results: IntArray,
    ) {
        permission.answered(request, results)
        update()
    }

    @Deprecated("What replaces it is not part of the framework.")
    override fun onActivityResult(request: Int, result: Int, data: Intent?) {
        val place = PhotoPicker.chosen(result, data) ?: return
        if (request == PLACE) desk.save(place)
    }

    override fun onPictures(pair: PicturePair) {
        val contract = live?.ready?.model?.contract ?: return
        show(pair, contract.source, contract.target)
        tellFigures(pair.milliseconds)
        showNotice()
        showButtons()
    }

    override fun onTrouble(trouble: Trouble) {
        this.trouble = trouble
        update()
    }

    override fun onFree() = tryAgain()

    override fun onFailure(problem: Throwable) {
        failure = problem
        update()
    }

    override fun allow() = permission.ask()

    override fun openSettings() = start { permission.openSettings() }

    override fun tryAgain() {
        facings = source.facings
        endLive()
        update()
    }

    override fun showModels() = startActivity(
        Intent(this, ModelsActivity::class.java)
            .addFlags(Intent.FLAG_ACTIVITY_REORDER_TO_FRONT),
    )

    /** Opens or closes the camera, whatever has changed, and shows how things stand. */
    private fun update() {
        val ready = engine.state as? Engine.State.Ready
        val wanted = resumed && desk.frozen == null && ready != null && facings.isNotEmpty() &&
            permission.state == CameraPermission.State.GRANTED
        if (!wanted || live?.ready != ready) endLive()
        if (wanted && live == null) beginLive(checkNotNull(ready))
        subtitle(ready?.model?.name)
        compare.keepScreenOn = live != null && trouble == null && failure == null
        showNotice()
        showButtons()
    }

    @Suppress("DEPRECATION") // what replaces it begins with Android 11
    private fun beginLive(ready: Engine.State.Ready) {
        val display = windowManager.defaultDisplay
        figures = LiveFigures()
        live = LiveCamera(source, engine, ready, { 90 * display.rotation }, this)
            .also { it.start(facing) }
    }

    private fun endLive() {
        live?.close()
        live = null
        trouble = null
        failure = null
    }

    private fun notice(): CameraNotice? {
        if (desk.frozen != null) return null
        if (facings.isEmpty()) return notices.of(Trouble.NO_CAMERA)
        return notices.of(permission.state)
            ?: notices.of(engine.state)
            ?: trouble?.let(notices::of)
            ?: failure?.let(notices::of)
            ?: if (shown == null) notices.starting() else null
    }

    private fun showNotice() {
        // Whoever leaves sees the picture that was there.
        if (resumed) noticeView.show(notice())
    }

    private fun showButtons() {
        val frozen = desk.frozen != null
        val running = live != null && trouble == null && failure == null
        view<View>(R.id.camera_switch).visibility =
            if (facings.size > 1) View.VISIBLE else View.GONE
        view<View>(R.id.camera_switch).isEnabled = running
        view<View>(R.id.camera_save).isEnabled = frozen
        view<View>(R.id.camera_share).isEnabled = frozen
        val freeze = view<ImageButton>(R.id.camera_freeze)
        freeze.isEnabled = frozen || running && shown != null
        freeze.setImageResource(
            if (frozen) R.drawable.ic_camera_live else R.drawable.ic_camera_freeze,
        )
        freeze.contentDescription =
            getString(if (frozen) R.string.camera_live else R.string.camera_freeze)
        if (frozen) view<TextView>(R.id.camera_figures).setText(R.string.camera_frozen)
    }

    private fun show(pair: PicturePair, before: String?, after: String?) {
        shown = pair
        compare.setNames(before, after)
        compare.setPictures(pair.before, pair.after)
    }

    private fun tellFigures(milliseconds: Double) {
        val now = System.nanoTime()
        figures.add(milliseconds, now)
        // Numbers that change with each picture cannot be read.
        if (figures.perSecond == 0.0 || now - figuresTold < FIGURES_EVERY) return
        figuresTold = now
        val accelerator = live?.ready?.accelerator ?: return
        view<TextView>(R.id.camera_figures).text = getString(
            R.string.camera_measured,
            figures.median,
            figures.perSecond,
            accelerator.title(this),
        )
    }

    private fun switch() {
        facing = if (facing == Facing.BACK) Facing.FRONT else Facing.BACK
        tryAgain()
    }

    private fun freezeOrGoOn() {
        val model = live?.ready?.model
        val pair = shown
        if (desk.frozen != null) {
            desk.goOn()
            view<TextView>(R.id.camera_figures).text = null
        } else if (model != null && pair != null) {
            desk.freeze(pair, model.contract, model.fileName)
        }
        update()
    }

    @Suppress("DEPRECATION") // what replaces it is not part of the framework
    private fun save() {
        if (!PictureKeeper.asksWhere) return desk.save()
        val name = desk.frozen?.name ?: return
        start(R.string.photo_no_place) {
            startActivityForResult(PictureKeeper.documentRequest(name), PLACE)
        }
    }

    private fun share(intent: Intent) {
        if (!isDestroyed) start(R.string.photo_no_receiver) { startActivity(intent) }
    }

    private fun start(missing: Int = R.string.camera_no_settings, call: () -> Unit) {
        try {
            call()
        } catch (_: ActivityNotFoundException) {
            Toast.makeText(this, missing, Toast.LENGTH_LONG).show()
        }
    }

    companion object {
        /** Where the frames come from; tests put another source in. */
        var sources: (Context) -> FrameSource = ::Camera2Source

        private const val PLACE = 1
        private const val FACING = "facing"
        private const val FIGURES_EVERY = 500_000_000L
    }
}
