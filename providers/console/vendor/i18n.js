import{a as e,b as t,c as r,d as n}from"./chunk-3DBQKHMD.js";import"./chunk-7G2YY37D.js";export{n as I18nextProvider,e as createInstance,t as initReactI18next,r as useTranslation};
