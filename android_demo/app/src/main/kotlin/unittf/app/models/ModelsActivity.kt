package unittf.app.models

import android.app.AlertDialog
import android.content.ActivityNotFoundException
import android.content.Intent
import android.os.Bundle
import android.view.View
import android.widget.Button
import android.widget.TextView
import unittf.app.R
import unittf.app.ScreenActivity
import unittf.app.TranslatorApplication
import unittf.app.engine.Engine
import unittf.core.Owner
import java.io.InputStream

/** Shows the models and what they run on; lets the user choose, add and delete. */
class ModelsActivity : ScreenActivity(R.layout.models, R.string.models_title) {
    private val application get() = TranslatorApplication.of(this)
    private val engine get() = application.engine
    private val additions get() = application.modelImport
    private val reader = Owner("list of models")
    private val rows by lazy { ModelRows(layoutInflater) }
    private val banner by lazy {
        ImportBanner(view(R.id.models_import), additions::stop, additions::seen)
    }
    private val onEngine: (Engine.State) -> Unit = { showEngine() }
    private val onImport: (ModelImport.State) -> Unit = ::showImport
    private var listing: ModelStore.Listing? = null
    private var rangeDialog: AlertDialog? = null
    private var deleteDialog: AlertDialog? = null
    private var deleting: String? = null

    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        view<Button>(R.id.models_add).setOnClickListener { pick() }
        view<TextView>(R.id.models_pushed_hint).text = application.models.pushed
            ?.let { getString(R.string.models_pushed_hint, it.path) }
            ?: getString(R.string.models_pushed_none)
        deleting = savedInstanceState?.getString(DELETING)
        val adding = savedInstanceState?.getString(ADDING)
        if (adding != null && additions.watched.state == ModelImport.State.Idle) {
            banner.show(getString(R.string.models_interrupted, adding))
        }
        // What an intent brought was taken when the screen was first made.
        if (savedInstanceState == null) take(intent)
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        take(intent)
    }

    override fun onStart() {
        super.onStart()
        engine.addListener(onEngine)
        additions.watched.addListener(onImport)
        showEngine()
        if (additions.watched.state != ModelImport.State.Idle) showImport(additions.watched.state)
        readList()
    }

    override fun onStop() {
        engine.removeListener(onEngine)
        additions.watched.removeListener(onImport)
        rangeDialog?.dismiss()
        rangeDialog = null
        super.onStop()
    }

    override fun onDestroy() {
        deleteDialog?.dismiss()
        reader.close()
        super.onDestroy()
    }

    override fun onSaveInstanceState(outState: Bundle) {
        super.onSaveInstanceState(outState)
        outState.putString(DELETING, deleting)
        when (val state = additions.watched.state) {
            is ModelImport.State.Working -> outState.putString(ADDING, state.name)
            is ModelImport.State.Asking -> outState.putString(ADDING, state.name)
            else -> Unit
        }
    }

    @Deprecated("What replaces it is not part of the framework.")
    override fun onActivityResult(requestCode: Int, resultCode: Int, data: Intent?) {
        val address = data?.data
        if (requestCode == PICK && resultCode == RESULT_OK && address != null) {
            val file = SharedFile(contentResolver, address)
            add(file.name, file::open)
        }
    }

    private fun pick() {
        val intent = Intent(Intent.ACTION_OPEN_DOCUMENT)
            .addCategory(Intent.CATEGORY_OPENABLE)
            .setType("*/*") // models have no type of their own
        try {
            @Suppress("DEPRECATION") // what replaces it is not part of the framework
            startActivityForResult(intent, PICK)
        } catch (_: ActivityNotFoundException) {
            banner.show(getString(R.string.models_no_picker))
        }
    }

    private fun take(intent: Intent) {
        if (intent.action != Intent.ACTION_SEND && intent.action != Intent.ACTION_VIEW) return
        val file = SharedFile.of(intent, contentResolver)
        if (file == null) {
            banner.show(getString(R.string.models_nothing_shared))
        } else {
            add(file.name, file::open)
        }
    }

    private fun add(name: String, open: () -> InputStream) {
        if (!additions.add(name, open)) banner.show(getString(R.string.models_busy))
    }

    private fun readList() {
        val store = application.models
        reader.run {
            val read = store.read()
            runOnUiThread {
                if (!isDestroyed) {
                    listing = read
                    showList()
                    deleting?.let { id -> read.models.find { it.id == id }?.let(::askToDelete) }
                }
            }
        }
    }

    private fun showList() {
        val read = listing ?: return
        val chosen = application.models.chosen
        rows.showModels(
            view(R.id.models_rows),
            read.models,
            chosen,
            engine.state,
            ::use,
            ::askToDelete,
        )
        rows.showRefused(view(R.id.models_refused_rows), read.refused) { refused ->
            add(refused.file.name, refused.file::inputStream)
        }
    }

    private fun showEngine() {
        val state = engine.state
        rows.showAccelerators(
            view(R.id.models_accelerator_rows),
            application.accelerators,
            state,
            engine::choose,
        )
        val isLoading = state is Engine.State.Loading
        view<View>(R.id.models_loading).visibility = if (isLoading) View.VISIBLE else View.GONE
        val note = when {
            isLoading -> getString(R.string.models_loading)
            else -> (state as? Engine.State.Ready)?.note?.sentence(this)
        }
        view<TextView>(R.id.models_note).apply {
            text = note
            visibility = if (note == null) View.GONE else View.VISIBLE
            setTextColor(getColor(if (isLoading) R.color.text_quiet else R.color.warning))
        }
        showList()
    }

    private fun showImport(state: ModelImport.State) {
        banner.show(state)
        view<View>(R.id.models_add).isEnabled = !additions.isBusy
        rangeDialog?.dismiss()
        rangeDialog = (state as? ModelImport.State.Asking)?.let {
            RangeDialog.show(this, it, additions::answer)
        }
        if (state is ModelImport.State.Added) readList()
    }

    private fun use(model: InstalledModel) {
        if ((engine.state as? Engine.State.Ready)?.model == model) return
        application.models.chosen = model
        engine.use(model)
    }

    private fun askToDelete(model: InstalledModel) {
        deleting = model.id
        deleteDialog?.dismiss()
        deleteDialog = AlertDialog
            .Builder(this)
            .setMessage(getString(R.string.models_delete_question, model.name))
            .setPositiveButton(R.string.models_delete_yes) { _, _ -> delete(model) }
            .setNegativeButton(R.string.cancel) { _, _ -> deleting = null }
            .setOnCancelListener { deleting = null }
            .show()
    }

    private fun delete(model: InstalledModel) {
        deleting = null
        val wasChosen = application.models.chosen == model
        if (!application.models.remove(model)) {
            banner.show(getString(R.string.models_not_deleted, model.name))
        } else if (wasChosen) {
            use(application.models.chosen)
        }
        readList()
    }

    private companion object {
        const val PICK = 1
        const val ADDING = "adding"
        const val DELETING = "deleting"
    }
}
