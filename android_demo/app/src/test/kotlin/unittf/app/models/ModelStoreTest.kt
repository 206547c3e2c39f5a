package unittf.app.models

import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import unittf.app.ScreenTest
import unittf.core.Reason
import java.io.File

class ModelStoreTest : ScreenTest() {
    private val store get() = application.models
    private val own get() = File(application.filesDir, "models").apply { mkdirs() }
    private val good = GoldenFiles.bytes("a contract of bytes")

    @Test
    fun theAppsOwnModelsTranslateBothWays() {
        val models = store.list()
        assertEquals(listOf("day → night", "night → day"), models.map { it.name })
        assertEquals(listOf("day_to_night", "night_to_day"), models.map { it.fileName })
        for (model in models) {
            assertEquals(Origin.BUILT_IN, model.origin)
            assertEquals(model.bytes, model.file().capacity().toLong())
        }
        assertEquals(models[0], store.chosen)
    }

    @Test
    fun theChoiceIsKeptByNameAndNotByPlace() {
        File(own, "b.tflite").writeBytes(good)
        store.chosen = store.list().last()
        File(own, "a.tflite").writeBytes(good)
        val again = ModelStore(application.assets, own, null, preferences())
        assertEquals("own/b.tflite", again.chosen.id)
        File(own, "b.tflite").delete()
        assertEquals("builtin/day_to_night.tflite", again.chosen.id)
    }

    @Test
    fun aChoiceThatNoLongerFitsIsLeft() {
        File(own, "b.tflite").writeBytes(good)
        store.chosen = store.list().last()
        File(own, "b.tflite").writeBytes(good.copyOf(9))
        assertEquals(Origin.BUILT_IN, store.chosen.origin)
    }

    @Test
    fun idsLeadNowhereElse() {
        File(application.filesDir, "secret.tflite").writeBytes(good)
        for (id in listOf("own/../secret.tflite", "own/", "", "else/a.tflite", "own/none.tflite")) {
            assertNull(id, store.find(id))
        }
    }

    @Test
    fun pushedFilesAreThereAndWhatDoesNotFitIsToldApart() {
        val pushed = checkNotNull(store.pushed)
        File(pushed, "winter.tflite").writeBytes(good)
        File(pushed, "holiday.jpg").writeBytes(good)
        File(pushed, "folder.tflite").mkdirs()
        File(pushed, "empty.tflite").writeBytes(ByteArray(0))
        File(pushed, "floats.tflite").writeBytes(GoldenFiles.bytes("floats without a contract"))
        val read = store.read()
        val models = read.models.filter { it.origin == Origin.PUSHED }
        assertEquals(listOf("pushed/winter.tflite"), models.map { it.id })
        assertEquals(
            listOf(
                "empty.tflite" to Reason.NOT_TFLITE,
                "floats.tflite" to Reason.RANGE_UNKNOWN,
            ),
            read.refused.map { it.file.name to it.refusal.reason },
        )
    }

    @Test
    fun aRangeBesideAPushedFileIsTaken() {
        val pushed = checkNotNull(store.pushed)
        File(pushed, "floats.tflite").writeBytes(GoldenFiles.bytes("floats without a contract"))
        File(pushed, "floats.range").writeText("-1 1\n")
        val model = store.list().last()
        assertEquals(-1f, model.contract.input.low)
        assertEquals(1f, model.contract.output.high)
        for (bad in listOf("", "1", "1 -1", "0 0", "0 one", "0 NaN", "0 1 2", "0 Infinity")) {
            File(pushed, "floats.range").writeText(bad)
            assertEquals(bad, 1, store.read().refused.size)
        }
    }

    @Test
    fun whatIsRemovedLeavesNothing() {
        val file = File(own, "floats.tflite")
        file.writeBytes(GoldenFiles.bytes("floats without a contract"))
        FloatRange.write(file, 0f..1f)
        assertTrue(store.remove(store.list().last()))
        assertEquals(emptyList<String>(), own.list().orEmpty().toList())
    }

    @Test
    fun aFileThatIsWrittenAnewIsAnotherToWhatWasMeasured() {
        val file = File(own, "b.tflite")
        file.writeBytes(good)
        val before = store.list().last().key
        file.setLastModified(1_000_000)
        assertFalse(before == store.list().last().key)
    }

    private fun preferences() = application.getSharedPreferences("models", 0)
}
