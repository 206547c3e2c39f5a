package unittf.app.models

import android.app.Activity
import android.app.AlertDialog
import android.content.Intent
import android.graphics.Bitmap
import android.graphics.drawable.BitmapDrawable
import android.net.Uri
import android.os.Bundle
import android.view.ViewGroup
import android.widget.Button
import android.widget.ImageView
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.robolectric.Robolectric
import org.robolectric.Shadows.shadowOf
import unittf.app.R
import unittf.app.engine.SmallModel
import java.io.File
import java.util.concurrent.CountDownLatch

/** New files, from the picker and from other apps. */
class AddingModelsTest : ModelsScreen() {
    @Test
    fun addsWhatThePickerGives() {
        open().use { controller ->
            val activity = controller.get()
            activity.view<Button>(R.id.models_add).performClick()
            val asked = shadowOf(activity).nextStartedActivityForResult
            assertEquals(Intent.ACTION_OPEN_DOCUMENT, asked.intent.action)
            assertTrue(asked.intent.hasCategory(Intent.CATEGORY_OPENABLE))
            val answer = Intent().setData(shared("winter.tflite") { good.inputStream() })
            shadowOf(activity).receiveResult(asked.intent, Activity.RESULT_OK, answer)
            assertFalse(activity.view<Button>(R.id.models_add).isEnabled)
            waitForImport()
            assertEquals("“day → night” was added and is used now.", banner(activity))
            waitFor("the row") { names(activity).size == 3 }
            assertEquals(
                "winter · 8 × 6 · 3.4 G multiply-adds · int8 · 0.60 kB · added by you",
                text(rows(activity)[2], R.id.row_facts),
            )
            assertEquals(listOf(false, false, true), rows(activity).map { it.isChecked })
            assertTrue(activity.view<Button>(R.id.models_add).isEnabled)
            activity.view<Button>(R.id.models_import_button).performClick()
            assertNull(banner(activity))
        }
        // The right to read the other app's file may have ended: the app's own copy is used.
        val kept = application.models.chosen
        assertEquals("own/winter.tflite", kept.id)
        assertEquals(good.size, kept.file().capacity())
    }

    @Test
    fun thePickerMayBeLeft() {
        open().use { controller ->
            val activity = controller.get()
            activity.view<Button>(R.id.models_add).performClick()
            val asked = shadowOf(activity).nextStartedActivityForResult
            shadowOf(activity).receiveResult(asked.intent, Activity.RESULT_CANCELED, null)
            assertNull(banner(activity))
        }
    }

    @Test
    fun addsWhatAnotherAppShares() {
        open(send(shared("winter.tflite") { good.inputStream() })).use { controller ->
            waitForImport()
            assertEquals("own/winter.tflite", application.models.chosen.id)
            val view = Intent(Intent.ACTION_VIEW)
                .setData(shared("summer.tflite") { changed(good).inputStream() })
            controller.newIntent(view)
            waitForImport()
            assertEquals("own/summer.tflite", application.models.chosen.id)
            controller.newIntent(Intent(Intent.ACTION_SEND).setType("application/octet-stream"))
            assertEquals(
                "The other app shared no file. Use “Add a model” instead.",
                banner(controller.get()),
            )
        }
    }

    @Test
    fun turningThePhoneDoesNotAddTwice() {
        val streams = ArrayList<Int>()
        val address = shared("winter.tflite") { good.inputStream().also { streams += 1 } }
        open(send(address)).use { controller ->
            waitForImport()
            controller.recreate()
            settle(controller.get())
            waitForImport()
            assertEquals(1, streams.size)
            assertEquals("“day → night” was added and is used now.", banner(controller.get()))
        }
    }

    @Test
    fun theSameFileIsSaidAndChosenAndNotDoubled() {
        own.mkdirs()
        File(own, "winter.tflite").writeBytes(good)
        open(send(shared("again.tflite") { good.inputStream() })).use { controller ->
            waitForImport()
            assertEquals(
                "This file was here already, as “day → night”. It is used now.",
                banner(controller.get()),
            )
            assertEquals("own/winter.tflite", application.models.chosen.id)
            assertEquals(listOf("winter.tflite"), own.list().orEmpty().toList())
        }
    }

    @Test
    fun aFileOfThisAppItselfIsNotTaken() {
        val secret = File(application.filesDir, "secret.tflite").apply { writeBytes(good) }
        open(send(Uri.fromFile(secret))).use { controller ->
            waitForImport()
            assertTrue(
                "${banner(controller.get())}",
                "Choose it again" in "${banner(controller.get())}",
            )
            assertEquals(emptyList<String>(), own.list().orEmpty().toList())
        }
    }

    @Test
    fun asksForTheRangeByPictures() {
        open(send(shared("floats.tflite") { SmallModel.bytes().inputStream() })).use { controller ->
            waitFor("the question") { importState is ModelImport.State.Asking }
            var activity = controller.get()
            assertEquals(3, choices().childCount)
            assertEquals(
                listOf("Numbers from 0 to 1", "Numbers from −1 to 1", "Numbers from 0 to 255"),
                (0..2).map { choices().getChildAt(it).contentDescription.toString() },
            )
            assertAllDiffer((0..2).map(::pictureOf))
            controller.recreate()
            activity = controller.get()
            settle(activity)
            assertAllDiffer((0..2).map(::pictureOf))
            assertTrue(dialog().isShowing)
            choices().getChildAt(1).performClick()
            waitForImport()
            assertEquals("“floats” was added and is used now.", banner(activity))
            assertEquals(-1f, application.models.chosen.contract.input.low)
        }
    }

    @Test
    fun givingTheRangeUpRefusesTheFile() {
        open(send(shared("floats.tflite") { SmallModel.bytes().inputStream() })).use { controller ->
            waitFor("the question") { importState is ModelImport.State.Asking }
            dialog().getButton(AlertDialog.BUTTON_NEGATIVE).performClick()
            idle()
            waitForImport()
            waitFor("nothing left") { File(application.filesDir, "incoming").list()!!.isEmpty() }
            assertTrue(
                "floats and does not say" in
                    banner(controller.get()).toString().replace("with ", ""),
            )
            assertEquals(emptyList<String>(), own.list().orEmpty().toList())
        }
    }

    @Test
    fun afterTheAppEndedItSaysWhatWasNotAdded() {
        val state = Bundle()
        val goOn = CountDownLatch(1)
        val address = shared("winter.tflite") {
            goOn.await()
            good.inputStream()
        }
        open(send(address)).use { it.saveInstanceState(state) }
        // A new process knows nothing of the copy.
        application.modelImport.stop()
        goOn.countDown()
        waitForImport()
        val again = Robolectric.buildActivity(ModelsActivity::class.java).setup(state)
        again.use { controller ->
            assertEquals(
                "“winter.tflite” was not added: the phone ended the app meanwhile. " +
                    "Choose the file again.",
                banner(controller.get()),
            )
            assertEquals(emptyList<String>(), own.list().orEmpty().toList())
        }
    }

    @Test
    fun oneAtATime() {
        val goOn = CountDownLatch(1)
        val first = shared("first.tflite") {
            goOn.await()
            good.inputStream()
        }
        open(send(first)).use { controller ->
            controller.newIntent(send(shared("second.tflite") { changed(good).inputStream() }))
            assertTrue("still being added" in "${banner(controller.get())}")
            goOn.countDown()
            waitForImport()
            assertEquals(listOf("first.tflite"), own.list().orEmpty().toList())
        }
    }

    private fun choices(): ViewGroup = checkNotNull(dialog().findViewById(R.id.range_choices))

    private fun pictureOf(index: Int): Bitmap {
        val picture = choices().getChildAt(index).findViewById<ImageView>(R.id.range_picture)
        return (checkNotNull(picture).drawable as BitmapDrawable).bitmap
    }

    private fun assertAllDiffer(pictures: List<Bitmap>) {
        for ((index, one) in pictures.withIndex()) {
            for (other in pictures.drop(index + 1)) assertFalse(one.sameAs(other))
        }
    }

    /** Another file that says the same. */
    private fun changed(bytes: ByteArray) = bytes + 0
}
