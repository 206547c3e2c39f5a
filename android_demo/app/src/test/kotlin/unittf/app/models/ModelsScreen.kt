package unittf.app.models

import android.app.Activity
import android.app.AlertDialog
import android.content.Intent
import android.net.Uri
import android.view.View
import android.view.ViewGroup
import android.widget.TextView
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Before
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController
import org.robolectric.shadows.ShadowDialog
import unittf.app.R
import unittf.app.ScreenTest
import unittf.app.engine.Engine
import unittf.app.engine.FakeRuntime
import java.io.File
import java.io.InputStream

/** What tests of the screen of models share. */
abstract class ModelsScreen : ScreenTest() {
    val runtime = FakeRuntime()
    val own get() = File(application.filesDir, "models")
    val good = GoldenFiles.bytes("a contract of bytes")
    val importState get() = application.modelImport.watched.state

    @Before
    fun fakeRuntime() {
        application.runners = runtime
    }

    @After
    fun nothingWasMisused() {
        assertEquals(emptyList<String>(), runtime.crimes.toList())
        assertEquals(
            "nothing waits",
            emptyList<String>(),
            File(application.filesDir, "incoming").list().orEmpty().toList(),
        )
    }

    fun open(intent: Intent? = null): ActivityController<ModelsActivity> {
        val controller = Robolectric.buildActivity(ModelsActivity::class.java, intent).setup()
        settle(controller.get())
        return controller
    }

    /** Waits until the list and the engine are there. */
    fun settle(activity: Activity) {
        waitFor("the list") { activity.view<ViewGroup>(R.id.models_rows).childCount > 0 }
        waitFor("the engine") { application.engine.state !is Engine.State.Loading }
        idle()
    }

    /** Another app's file. */
    fun shared(name: String, stream: () -> InputStream): Uri {
        val address = Uri.parse("content://other.app/files/$name")
        shadowOf(application.contentResolver).registerInputStreamSupplier(address, stream)
        return address
    }

    fun send(address: Uri): Intent = Intent(application, ModelsActivity::class.java)
        .setAction(Intent.ACTION_SEND)
        .setType("application/octet-stream")
        .putExtra(Intent.EXTRA_STREAM, address)

    fun waitForImport() = waitFor("the import") { !application.modelImport.isBusy }

    fun banner(activity: Activity): String? =
        activity.view<TextView>(R.id.models_import_text).text?.toString()?.takeIf {
            activity.view<View>(R.id.models_import).visibility == View.VISIBLE
        }

    fun rows(activity: Activity, group: Int = R.id.models_rows): List<ChoiceRow> {
        val rows = activity.view<ViewGroup>(group)
        return (0 until rows.childCount).map {
            checkNotNull(rows.getChildAt(it).findViewById(R.id.row_choice))
        }
    }

    fun names(activity: Activity, group: Int = R.id.models_rows) =
        rows(activity, group).map { text(it, R.id.row_name) }

    fun text(view: View, id: Int): String =
        checkNotNull(view.findViewById<TextView>(id)).text.toString()

    fun dialog(): AlertDialog = ShadowDialog.getLatestDialog() as AlertDialog
}
