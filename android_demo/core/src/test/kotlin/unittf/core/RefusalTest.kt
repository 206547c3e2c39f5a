package unittf.core

import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

class RefusalTest {
    @Test
    fun `every reason has a sentence with its details`() {
        for (reason in Reason.values()) {
            val message = Refusal(reason, "first", "second", "third").message.orEmpty()
            assertTrue(message, message.length > 20 && message.endsWith("."))
            if (reason !in WITHOUT_DETAILS) assertTrue(message, "first" in message)
        }
    }

    @Test
    fun `a disagreement names the field and both values`() {
        assertEquals(
            "The model's description gives 12 for `height`, but the model has 6; export it again.",
            Refusal(Reason.CONTRACT_DISAGREES, "height", "12", "6").message,
        )
    }

    @Test
    fun `a runtime's refusal tells what ran it, since when it runs, and what to do`() {
        val refusal =
            Refusal(Reason.RUNTIME, "TFLite 2.16.1", "LiteRT 2.0", "TRANSPOSE_CONV failed")
        for (word in listOf("TFLite 2.16.1", "LiteRT 2.0", "TRANSPOSE_CONV", "--quantize=int8")) {
            assertTrue(word, word in refusal.message.orEmpty())
        }
        assertEquals(
            listOf("TFLite 2.16.1", "LiteRT 2.0", "TRANSPOSE_CONV failed"),
            refusal.details,
        )
    }

    private companion object {
        val WITHOUT_DETAILS = setOf(
            Reason.NOT_TFLITE,
            Reason.RANGE_UNKNOWN,
            Reason.CONTRACT_DAMAGED,
            Reason.FILE_GONE,
            Reason.NO_MODEL,
        )
    }
}
