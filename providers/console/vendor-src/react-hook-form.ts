export { Controller, FormProvider, useFieldArray, useForm, useFormContext, useWatch } from "react-hook-form";
