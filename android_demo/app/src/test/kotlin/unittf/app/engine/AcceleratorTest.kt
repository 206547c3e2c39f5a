package unittf.app.engine

import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test

class AcceleratorTest {
    @Test
    fun keysNameThemForEver() {
        assertEquals("cpu4", Accelerator.Cpu(4).key)
        assertEquals("gpu", Accelerator.Gpu.key)
        for (accelerator in Accelerator.all(8)) {
            assertEquals(accelerator, Accelerator.of(accelerator.key))
        }
        for (key in listOf(null, "", "cpu", "cpu0", "cpu-1", "cpu02", "gpu1", "npu")) {
            assertNull(key, Accelerator.of(key))
        }
    }

    @Test
    fun noMoreThreadsThanCores() {
        fun keys(cores: Int) = Accelerator.all(cores).joinToString(" ") { it.key }
        assertEquals("cpu1 gpu", keys(1))
        assertEquals("cpu1 cpu2 gpu", keys(2))
        assertEquals("cpu1 cpu2 gpu", keys(3))
        assertEquals("cpu1 cpu2 cpu4 gpu", keys(4))
        assertEquals("cpu1 cpu2 cpu4 gpu", keys(8))
    }
}
