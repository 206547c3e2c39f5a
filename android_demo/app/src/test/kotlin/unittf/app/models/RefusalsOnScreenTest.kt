package unittf.app.models

import android.widget.TextView
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import unittf.app.R
import unittf.app.engine.Accelerator
import unittf.app.engine.Engine
import unittf.app.engine.SmallModel
import unittf.core.Reason
import unittf.core.Refusal
import java.io.File
import java.io.FileNotFoundException
import java.io.IOException
import java.io.InputStream

/** Every reason by the screen: one sentence with what was expected and what to do. */
class RefusalsOnScreenTest : ModelsScreen() {
    /** One bad file for each reason, and words that its sentence must hold. */
    private val bad = listOf(
        Bad(Reason.NOT_TFLITE, "damaged: a PNG", ".tflite", "export it again"),
        Bad(Reason.TENSORS, "two inputs", "2 inputs and 1 outputs", "One picture in"),
        Bad(Reason.SHAPE, "grey", "1 x 6 x 8 x 1", "fixed size"),
        Bad(Reason.TYPE, "int8", "uint8", "--io=uint8"),
        Bad(Reason.CONTRACT_DAMAGED, "metadata that is no JSON", "JSON object", "again"),
        Bad(Reason.CONTRACT_VERSION, "a contract of 2", "version 2", "Update the app"),
        Bad(Reason.CONTRACT_FIELD, "no height", "“height”", "again"),
        Bad(Reason.CONTRACT_DISAGREES, "a height of 12", "12", "“height”", "6", "again"),
    )

    @Test
    fun filesThatDoNotFit() {
        open().use { controller ->
            for (case in bad) {
                controller.newIntent(send(shared("bad.tflite") { case.bytes.inputStream() }))
                waitForImport()
                val told = checkNotNull(banner(controller.get()))
                assertTrue(told, told.startsWith("“bad.tflite” was not added. "))
                for (word in case.words) assertTrue("$word in: $told", word in told)
                assertFalse(told, "%" in told || "null" in told)
            }
            assertEquals(emptyList<String>(), own.list().orEmpty().toList())
        }
    }

    @Test
    fun whatOnlyThisAppRefuses() {
        val sentences = mapOf(
            Refusal(Reason.PICTURE_TOO_LARGE, "4096", "2048", "2048") to
                listOf("4096 × 2048", "2048 × 2048", "--image_size"),
            Refusal(Reason.FILE_GONE) to listOf("gone", "Add it again"),
            Refusal(Reason.NO_MODEL) to listOf("under Models"),
        )
        for ((refusal, words) in sentences) {
            val told = refusal.sentence(application)
            for (word in words) assertTrue("$word in: $told", word in told)
            assertFalse(told, "int8" in told || "TFLite" in told)
        }
    }

    /** The file was there when the list was made. */
    @Test
    fun aFileThatIsGoneIsNotCalledABadOne() {
        own.mkdirs()
        val file = File(own, "winter.tflite").apply { writeBytes(good) }
        val model = application.models.list().first { it.fileName == "winter" }
        file.delete()
        open().use { controller ->
            application.engine.use(model)
            settle(controller.get())
            val refusal = (application.engine.state as Engine.State.Failed).refusal
            assertEquals(
                "The model’s file is gone or cannot be read. Add it again, or choose another " +
                    "model.",
                refusal.sentence(application),
            )
        }
    }

    @Test
    fun everyBadFileHasASentence() {
        for (golden in GoldenFiles.all.filter { it.reason != null }) {
            val file = File(application.cacheDir, "bad.tflite").apply { writeBytes(golden.bytes) }
            val refusal = try {
                ModelStore.of(file, Origin.OWN, null)
                error("${golden.name} was taken")
            } catch (problem: Refusal) {
                problem
            }
            val sentence = refusal.sentence(application)
            assertTrue("${golden.name}: $sentence", sentence.trim().endsWith('.'))
            assertFalse("${golden.name}: $sentence", Regex("%|null|\\$").containsMatchIn(sentence))
        }
    }

    @Test
    fun whatTheRuntimeRefuses() {
        runtime.refused += Accelerator
            .Cpu(1)
        val told = told { good.inputStream() }
        assertEquals(
            "“bad.tflite” was not added. TFLite 9.8.7 does not run this model: no cpu1 here. " +
                "It runs since: TFLite 2.16.1. Convert it with --quantize=int8.",
            told,
        )
    }

    @Test
    fun floatsThatTheRuntimeRefusesAreNotAskedAbout() {
        runtime.refused += Accelerator
            .Cpu(1)
        val told = told { SmallModel.bytes().inputStream() }
        assertEquals(
            "“bad.tflite” was not added. TFLite 9.8.7 does not run this model: no cpu1 here. " +
                "Convert it with --quantize=int8.",
            told,
        )
    }

    @Test
    fun whatCannotBeRead() {
        val again = "The file is gone, or the other app does not give it to this one."
        assertTrue(again in told { throw FileNotFoundException("gone") })
    }

    @Test
    fun whatIsNoLongerAllowed() {
        val again = "The file is gone, or the other app does not give it to this one."
        assertTrue(again in told { throw SecurityException("the right has ended") })
    }

    @Test
    fun whatBreaksOff() {
        val breaking = object : InputStream() {
            override fun read(): Int = throw IOException("the line broke")
        }
        assertTrue("broke off" in told { breaking })
    }

    @Test
    fun pushedFilesTellItInTheList() {
        val pushed = checkNotNull(application.models.pushed)
        File(pushed, "floats.tflite").writeBytes(SmallModel.bytes())
        File(pushed, "text.tflite").writeText("not a model")
        open().use { controller ->
            val rows = rows(controller.get(), R.id.models_refused_rows)
            assertEquals(
                listOf("floats.tflite", "text.tflite"),
                names(controller.get(), R.id.models_refused_rows),
            )
            assertTrue("floats" in text(rows[0], R.id.row_problem))
            assertTrue("not a TFLite file" in text(rows[1], R.id.row_problem))
            val hint = controller.get().view<TextView>(R.id.models_pushed_hint).text
            assertTrue("$hint", pushed.path in hint)
            assertFalse(rows[1].isClickable)

            // The user can tell what the first one lacks.
            rows[0].performClick()
            waitFor("the question") { importState is ModelImport.State.Asking }
            application.modelImport.answer(-1f..1f)
            waitForImport()
            assertEquals("own/floats.tflite", application.models.chosen.id)
        }
    }

    private fun told(stream: () -> InputStream): String =
        open(send(shared("bad.tflite", stream))).use { controller ->
            waitForImport()
            assertEquals(emptyList<String>(), own.list().orEmpty().toList())
            checkNotNull(banner(controller.get()))
        }

    private class Bad(reason: Reason, name: String, vararg val words: String) {
        val bytes = GoldenFiles.bytes(name)

        init {
            check(GoldenFiles.all.first { it.name == name }.reason == reason.code)
        }
    }
}
