package unittf.app.models

import android.app.Activity
import android.app.AlertDialog
import android.view.View
import android.view.ViewGroup
import android.widget.ImageButton
import android.widget.TextView
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import unittf.app.R
import unittf.app.engine.Accelerator
import unittf.app.engine.Engine
import java.io.File

class ModelsActivityTest : ModelsScreen() {
    @Test
    fun listsWhatIsThereAndMarksWhatIsUsed() {
        open().use { controller ->
            val activity = controller.get()
            assertEquals(listOf("day → night", "night → day"), names(activity))
            val facts = text(rows(activity)[0], R.id.row_facts)
            assertTrue(facts, facts.startsWith("day_to_night · 256 × 256 · "))
            assertTrue(facts, facts.endsWith(" · integer · 0.14 MB · built in"))
            assertEquals(listOf(true, false), rows(activity).map { it.isChecked })
            rows(activity)[1].performClick()
            waitFor("the other one") {
                (application.engine.state as? Engine.State.Ready)?.model?.name == "night → day"
            }
            assertEquals(listOf(false, true), rows(activity).map { it.isChecked })
            assertEquals("builtin/night_to_day.tflite", application.models.chosen.id)
        }
    }

    @Test
    fun deletesAfterAskingAndFallsBack() {
        own.mkdirs()
        File(own, "winter.tflite").writeBytes(good)
        application.models.chosen = application.models.list().last()
        open().use { controller ->
            var activity = controller.get()
            delete(activity).performClick()
            // Turned while it asks: it asks again.
            controller.recreate()
            activity = controller.get()
            settle(activity)
            waitFor("the question") { dialog().isShowing }
            dialog().getButton(AlertDialog.BUTTON_NEGATIVE).performClick()
            idle()
            assertEquals(3, rows(activity).size)
            delete(activity).performClick()
            dialog().getButton(AlertDialog.BUTTON_POSITIVE).performClick()
            idle()
            waitFor("the row gone") { rows(activity).size == 2 }
            settle(activity)
            assertEquals("builtin/day_to_night.tflite", application.models.chosen.id)
            assertEquals(
                application.models.chosen,
                (application.engine.state as Engine.State.Ready).model,
            )
            assertEquals(listOf(true, false), rows(activity).map { it.isChecked })
        }
    }

    @Test
    fun choosesWhatTheModelRunsOn() {
        open().use { controller ->
            val activity = controller.get()
            val group = R.id.models_accelerator_rows
            assertEquals("Automatic", names(activity, group)[0])
            assertEquals("Processor, 1 thread", names(activity, group)[1])
            assertEquals("GPU", names(activity, group).last())
            assertTrue(rows(activity, group)[0].isChecked)
            val gpu = rows(activity, group).last()
            assertFalse(gpu.isEnabled)
            assertEquals(
                "This phone has no GPU that the app can use",
                text(gpu, R.id.row_facts),
            )
            assertTrue(text(rows(activity, group)[1], R.id.row_facts).endsWith(" ms a picture"))
            rows(activity, group)[1].performClick()
            settle(activity)
            val ready = application.engine.state as Engine.State.Ready
            assertEquals(Accelerator.Cpu(1), ready.chosen)
            assertTrue(rows(activity, group)[1].isChecked)
            rows(activity, group)[0].performClick()
            settle(activity)
            assertTrue(rows(activity, group)[0].isChecked)
        }
    }

    @Test
    fun saysWhyTheGpuIsNotUsed() {
        runtime.hasGpu = true
        runtime.gpuError = 90
        open().use { controller ->
            assertEquals(
                "The GPU gives wrong pictures for this model, so it is not used.",
                text(controller.get().window.decorView, R.id.models_note),
            )
        }
    }

    @Test
    fun saysWhyAModelCannotBeUsed() {
        own.mkdirs()
        File(own, "winter.tflite").writeBytes(good)
        application.models.chosen = application.models.list().last()
        runtime.refused += application.accelerators
        open().use { controller ->
            assertEquals(
                "TFLite 9.8.7 does not run this model: no cpu1 here. It runs since: " +
                    "TFLite 2.16.1. Convert it with --quantize=int8.",
                text(rows(controller.get())[2], R.id.row_problem),
            )
        }
    }

    @Test
    fun everythingThatCanBeTouchedHasANameAndRoom() {
        own.mkdirs()
        File(own, "winter.tflite").writeBytes(good)
        open().use { controller -> assertTouchable(controller.get().window.decorView, 3f) }
    }

    private fun assertTouchable(view: View, density: Float) {
        if (view.visibility != View.VISIBLE) return
        if (view.isClickable) {
            val name = view.contentDescription ?: (view as? TextView)?.text
            assertFalse("$view has no name", name.isNullOrBlank())
            assertTrue("$name is too low: ${view.height}", view.height >= 48 * density)
            assertTrue("$name is too narrow", view.width >= 48 * density)
        }
        if (view is ViewGroup) {
            for (index in 0 until view.childCount) assertTouchable(view.getChildAt(index), density)
        }
    }

    private fun delete(activity: Activity): ImageButton {
        val rows = activity.view<ViewGroup>(R.id.models_rows)
        return checkNotNull(rows.getChildAt(2).findViewById(R.id.row_delete))
    }
}
